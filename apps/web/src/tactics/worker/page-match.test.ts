/** The page and its thread over a channel, which copies what is said as between threads. */
import { LIMITS, Match, openTribal, saveTribal, verifyTribal, WebLetterCrypto } from '@rubato/letters';
import { SeededRandom } from '@rubato/ports/doubles';
import { tacticsLetters } from '@rubato/tactics';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalMatch, type MatchPorts, type NewMatch } from '../local-match.ts';
import { PageMatch, type Thread } from './page-match.ts';
import { serveMatch } from './serve-match.ts';

const seats = [
  { name: 'Ada', by: 'human' },
  { name: 'Brandt', by: 'cadet' },
] as const;
const wanted: NewMatch = { scenario: 'beacon', fog: true, seats };

function ports(): MatchPorts {
  const random = new SeededRandom(4);
  return { nowMs: () => 1_760_000_000_000, random: (bytes) => random.bytes(bytes) };
}

const open: MessagePort[] = [];
afterEach(() => open.splice(0).forEach((port) => port.close()));

function thread(): Thread {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  serveMatch(port2, ports());
  port1.start();
  port2.start();
  return { port: port1, end: () => port1.close() };
}

async function fileOf(turns: number): Promise<Uint8Array<ArrayBuffer>> {
  const match = await LocalMatch.create(wanted, ports());
  for (let turn = 0; turn < turns; turn++) {
    await match.submit(match.seats[0]!, []);
    await match.run();
  }
  return match.bytes();
}

describe('a match in a thread', () => {
  it('is for the page what it is there: facts, views, films, bytes', async () => {
    const here = await LocalMatch.create(wanted, ports());
    const match = await PageMatch.create(wanted, thread());
    for (const each of [here, match]) {
      await each.submit(each.seats[0]!, []);
      await each.run();
    }
    const { id, title, scenario, turn, pastTurns, awaited, playable, over } = here;
    expect(match).toMatchObject({ id, title, scenario, turn, pastTurns, awaited, playable, over });
    const seat = here.seats[0]!.seat;
    const shipsOf = ({ viewOf }: { viewOf: LocalMatch['viewOf'] }) =>
      [...viewOf(seat).ships].map(({ x, y, z }) => [x, y, z]);
    expect(shipsOf({ viewOf: (of) => match.viewOf(of) })).toEqual(shipsOf({ viewOf: (of) => here.viewOf(of) }));
    expect(await match.film(1, seat)).toEqual(await here.film(1, seat));
    expect(await match.bytes()).toEqual(here.bytes());
  });

  it('refuses orders as the rules do, by their code, and goes on', async () => {
    const match = await PageMatch.create(wanted, thread());
    const orders = [{ name: 'MovementConfirmed' as const, args: { ship: 77 as never } }];
    await expect(match.submit(match.seats[0]!, orders)).rejects.toMatchObject({ code: 'order-refused' });
    await match.submit(match.seats[0]!, []);
    expect(match.awaited).toEqual([]);
  });
});

describe('a file that is taken in', () => {
  it('is played again turn by turn, which is told, before it counts', async () => {
    const file = await fileOf(4);
    const told: string[] = [];
    const match = await PageMatch.load(new Blob([file]), (done, total) => told.push(`${done} of ${total}`), thread());
    expect(told).toEqual(['0 of 4', '1 of 4', '2 of 4', '3 of 4', '4 of 4']);
    expect(match).toMatchObject({ turn: 5, pastTurns: [1, 2, 3, 4], playable: true });
  });

  it('is refused where a turn is not true, though it opens', async () => {
    const file = await fileOf(2);
    const other = await fileOf(1);
    const tribal = openTribal(file);
    // The first turn's states are another turn's: opening looks at the last only.
    const snapshots = new Map(tribal.snapshots);
    snapshots.set(0, () => openTribal(other).snapshots.get(1)!());
    const match = new Match(tacticsLetters, tribal.genesis, new WebLetterCrypto(), {
      head: tribal.head!,
      state: tribal.snapshots.get(2)!(),
      history: tribal.history,
      snapshots,
    });
    const forged = saveTribal(match, { nowMs: 0 });
    await LocalMatch.open(forged, ports());
    expect((await verifyTribal(forged, tacticsLetters, new WebLetterCrypto())).firstBad?.code).toBe('state-differs');
    await expect(PageMatch.load(new Blob([forged]), () => {}, thread())).rejects.toMatchObject({
      code: 'state-differs',
    });
  });

  it('is refused when it is too large, and when it is none', async () => {
    const large = new Blob([new Uint8Array(LIMITS.archiveBytes + 1)]);
    await expect(PageMatch.load(large, () => {}, thread())).rejects.toMatchObject({ code: 'file-size' });
    await expect(PageMatch.load(new Blob(['no match']), () => {}, thread())).rejects.toMatchObject({ code: 'zip-end' });
  });

  it('is let go when the thread ends: whoever waits for it is told', async () => {
    const match = await PageMatch.create(wanted, thread());
    await match.submit(match.seats[0]!, []);
    const run = match.run();
    match.end();
    await expect(run).rejects.toThrow('let the match go');
    await expect(match.bytes()).rejects.toThrow('let the match go');
  });
});
