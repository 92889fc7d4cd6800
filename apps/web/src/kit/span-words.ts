/** Lengths of time in words. */
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long there is: two units at most, seconds in the last ten minutes. */
export function leftWords(leftMs: number): string {
  if (leftMs <= 0) return 'time is up';
  if (leftMs >= DAY_MS) return `${two(leftMs, DAY_MS, 'd', HOUR_MS, 'h')} left`;
  if (leftMs >= HOUR_MS) return `${two(leftMs, HOUR_MS, 'h', MINUTE_MS, 'min')} left`;
  if (leftMs >= 10 * MINUTE_MS) return `${Math.floor(leftMs / MINUTE_MS)} min left`;
  const seconds = Math.ceil(leftMs / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
}

function two(ms: number, large: number, one: string, small: number, other: string): string {
  const rest = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${one}${rest === 0 ? '' : ` ${rest} ${other}`}`;
}

/** “24 hours a turn”. */
export function spanWords(ms: number): string {
  if (ms >= 2 * DAY_MS || ms === DAY_MS) return plural(Math.round(ms / DAY_MS), 'day');
  if (ms >= HOUR_MS) return plural(Math.round(ms / HOUR_MS), 'hour');
  if (ms >= MINUTE_MS) return plural(Math.round(ms / MINUTE_MS), 'minute');
  return plural(Math.round(ms / 1000), 'second');
}

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`;
