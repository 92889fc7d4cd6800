/**
 * A running game against the computer alone goes on in this browser, as a file: nobody else has to agree. The way back is
 * `BackToServer`. Games with other people move by the shell, where everyone has keys of their own.
 */
import { base64url } from '@rubato/schema';
import { useState } from 'preact/hooks';
import { api, wordsFor } from '../../account/account.ts';
import { useToldCall } from '../../account/use-call.ts';
import { account } from '../../account/who.ts';
import { navigate } from '../../app/route.ts';
import { Button } from '../../kit/button.tsx';
import { fileWords } from '../file-words.ts';
import { keep } from '../keeping.ts';
import { localKeys, saltOfGame } from '../local-keys.ts';
import { REFEREE } from '../local-match.ts';
import { PageMatch } from '../worker/page-match.ts';
import { gameHref } from './links.ts';
import type { ServerGame } from './told.ts';

/** Whether the caller is the only person in it. */
export const isAlone = ({ phase, seat, seats }: ServerGame): boolean =>
  phase === 'planning' && seat !== undefined && seats.every(({ seat: each, by }) => by === 'ai' || each === seat);

async function takeHome({ id, seat, seats }: ServerGame): Promise<PageMatch> {
  const salt = saltOfGame(id);
  const card = async (player: string, name: string) => {
    const { sign, seal } = await localKeys(salt, player);
    return { player, name, sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
  };
  const name = seats.find((one) => one.seat === seat)?.name ?? 'Player';
  await api.setLetterCard({ id, ...(await card(`human-${seat}`, name)) });
  const referee = await card(REFEREE, 'This browser');
  const { file } = await api.moveToFile({ id, mode: 'escrow', referee });
  const match = await PageMatch.load(new Blob([new Uint8Array(file)]), () => {});
  await keep(match);
  match.end();
  return match;
}

export function TakeHome({ game }: { readonly game: ServerGame }) {
  const [asked, setAsked] = useState(false);
  const { busy, run } = useToldCall((error) => (error instanceof TypeError ? fileWords(error) : wordsFor(error)));
  const take = (): void =>
    run(
      () => takeHome(game),
      (match) => navigate(gameHref(match.id)),
    );
  if (!asked)
    return (
      <div class="row">
        <Button tone="quiet" scale="compact" onClick={() => setAsked(true)}>
          Go on as a file…
        </Button>
      </div>
    );
  return (
    <div class="stack" role="alert">
      <p>The game ends on this server and goes on in this browser, where you can save it. The computer plays on.</p>
      <div class="row">
        <Button tone="primary" disabled={busy} onClick={take}>
          {busy ? 'Writing…' : 'Go on in this browser'}
        </Button>
        <Button tone="quiet" onClick={() => setAsked(false)}>
          Stay here
        </Button>
      </div>
    </div>
  );
}

/** What players have for a turn on the server. */
const TURN_MS = 48 * 3_600_000;

/** For a match that came from a server, once its player is logged in. */
export function BackToServer({ match }: { readonly match: PageMatch }) {
  const { busy, run } = useToldCall();
  if (!match.playable || match.over || !match.fromServer || account.value === undefined) return null;
  const back = (): void =>
    run(
      async () => api.moveFromFile({ file: await match.bytes(), turnMs: TURN_MS }),
      ({ id }) => navigate(gameHref(id)),
    );
  return (
    <Button scale="compact" tone="quiet" disabled={busy} onClick={back}>
      {busy ? 'Sending…' : 'To the server'}
    </Button>
  );
}
