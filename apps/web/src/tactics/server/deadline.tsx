/** How long there is until a turn closes, counted down by the server's clock. */
import { useEffect, useState } from 'preact/hooks';
import { leftWords } from '../../kit/span-words.ts';
import { serverClock } from './server-clock.ts';

/** Below it the time is marked as short. */
const SHORT_MS = 60_000;
const LAST_MINUTES_MS = 600_000;

export function Deadline({ atMs }: { readonly atMs: number }) {
  const [nowMs, setNow] = useState(() => serverClock.nowMs());
  const leftMs = atMs - nowMs;
  const everyMs = leftMs < LAST_MINUTES_MS ? 1000 : 30_000;
  useEffect(() => {
    const timer = setInterval(() => setNow(serverClock.nowMs()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, atMs]);
  return (
    <time class={`deadline ${leftMs < SHORT_MS ? 'short' : ''}`} dateTime={new Date(atMs).toISOString()} role="timer">
      {leftWords(leftMs)}
    </time>
  );
}
