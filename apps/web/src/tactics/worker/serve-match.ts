/** The thread's side: holds one match and does what the page asks, one thing after another. */
import { LetterRefused, LIMITS, openTribal, verifyTribal, WebLetterCrypto } from '@rubato/letters';
import { tacticsLetters } from '@rubato/tactics';
import { LocalMatch, type MatchPorts, pagePorts } from '../local-match.ts';
import type { Call, Facts, Failure, Port, Reply, Request } from './calls.ts';

type Progress = (done: number, total: number) => void;

/** Answers until the port is closed. */
export function serveMatch(port: Port, ports: MatchPorts = pagePorts): void {
  const held: Held = { match: undefined };
  let last: Promise<void> = Promise.resolve();
  port.addEventListener('message', ({ data }) => {
    const { id, call } = data as Request;
    const say = (reply: Reply): void => port.postMessage(reply);
    const answer = async (): Promise<void> => {
      try {
        const value = await doneOf(held, call, {
          ports,
          progress: (done, total) => say({ id, kind: 'progress', done, total }),
        });
        say({ id, kind: 'done', value, facts: factsOf(matchOf(held)) });
      } catch (error) {
        say({ id, kind: 'failed', failure: failureOf(error) });
      }
    };
    last = last.then(answer);
  });
}

interface Held {
  match: LocalMatch | undefined;
}

function matchOf({ match }: Held): LocalMatch {
  if (!match) throw new TypeError('no match has been opened');
  return match;
}

async function doneOf(
  held: Held,
  call: Call,
  { ports, progress }: { readonly ports: MatchPorts; readonly progress: Progress },
): Promise<unknown> {
  switch (call.kind) {
    case 'create':
      held.match = await LocalMatch.create(call.options, ports);
      return undefined;
    case 'open':
      held.match = await LocalMatch.open(call.file, ports);
      return undefined;
    case 'load':
      held.match = await loaded(call.file, ports, progress);
      return undefined;
    case 'submit': {
      const match = matchOf(held);
      const seated = match.seats.find(({ player }) => player === call.player);
      if (!seated) throw new LetterRefused('not-in-roster', `${call.player} has no part in this match`);
      return match.submit(seated, call.orders);
    }
    case 'run':
      return matchOf(held).run();
    case 'film':
      return matchOf(held).film(call.turn, call.seat);
    case 'bytes':
      return matchOf(held).bytes();
    default:
      return call satisfies never;
  }
}

/** Verifies all of a file before anything of it counts. Throws LetterRefused with the code of what is wrong. */
async function loaded(file: Blob, ports: MatchPorts, progress: Progress): Promise<LocalMatch> {
  // Before it is read: it has to fit into memory only then.
  if (file.size > LIMITS.archiveBytes)
    throw new LetterRefused('file-size', `${file.size} bytes, at most ${LIMITS.archiveBytes}`);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { head, genesis } = openTribal(bytes);
  const total = head?.record.turn ?? genesis.genesis.opening?.turn ?? 0;
  let begun = 0;
  const pause = async (): Promise<void> => progress(Math.min(begun++, total), total);
  const { firstBad } = await verifyTribal(bytes, tacticsLetters, new WebLetterCrypto(), { pause });
  if (firstBad) {
    const where = firstBad.turn > 0 ? `turn ${firstBad.turn}` : undefined;
    throw new LetterRefused(firstBad.code, firstBad.message, where, firstBad.player);
  }
  progress(total, total);
  return LocalMatch.open(bytes, ports);
}

function factsOf(match: LocalMatch): Facts {
  const { id, createdMs, scenario, seats, playable, over, turn, pastTurns, awaited } = match;
  return { id, createdMs, scenario, seats, playable, over, turn, pastTurns, awaited, ...match.shown };
}

function failureOf(error: unknown): Failure {
  if (error instanceof LetterRefused) return { code: error.code, message: error.message };
  return { message: error instanceof Error ? error.message : String(error) };
}
