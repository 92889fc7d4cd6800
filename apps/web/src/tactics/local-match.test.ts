import { SeededRandom } from '@rubato/ports/doubles';
import { planOrders, TURN_TICKS, type TacticsView } from '@rubato/tactics';
import { describe, expect, it } from 'vitest';
import { SEEN, SHIP_STRIDE, type Film } from './film.ts';
import { LocalMatch, type MatchPorts, type NewMatch } from './local-match.ts';

function ports(): MatchPorts {
  const random = new SeededRandom(4);
  let nowMs = 1_760_000_000_000;
  return { nowMs: () => (nowMs += 1000), random: (bytes) => random.bytes(bytes) };
}
const against: NewMatch = {
  scenario: 'beacon',
  fog: true,
  seats: [
    { name: 'Ada', by: 'human' },
    { name: 'Brandt', by: 'captain' },
  ],
};
const dice = {
  float: () => 0.5,
  int: (min: number) => min,
  chance: () => false,
  pick: (list: readonly never[]) => list[0],
};

async function playTurn(match: LocalMatch): Promise<void> {
  for (const seated of match.awaited)
    await match.submit(seated, planOrders(match.viewOf(seated.seat), seated.seat, dice as never, 'captain'));
  await match.run();
}

/** Places of what the film shows at its last tick, by ship's number. */
function lastPlaces({ ships, places, ticks }: Film): Map<number, readonly number[]> {
  const at = (column: number): number => (ticks * ships.length + column) * SHIP_STRIDE;
  const seen = ships.map(
    ({ number }, column) => [number, [...places.subarray(at(column), at(column) + SHIP_STRIDE)]] as const,
  );
  return new Map(seen.filter(([, numbers]) => numbers[SHIP_STRIDE - 1] !== SEEN.not));
}
const placesIn = (view: TacticsView): Map<number, number> =>
  new Map([...view.ships].map(({ number, x }) => [number, x]));

describe('a match in one browser', () => {
  it('waits for its people, plays the others itself, and opens the next turn', async () => {
    const match = await LocalMatch.create(against, ports());
    expect(match.awaited.map(({ name }) => name)).toEqual(['Ada']);
    await playTurn(match);
    expect(match).toMatchObject({ turn: 2, pastTurns: [1], over: false, playable: true });
  });

  it('goes on from its own file as if nothing had been in between', async () => {
    const match = await LocalMatch.create(against, ports());
    await playTurn(match);
    const again = await LocalMatch.open(match.bytes(), ports());
    expect(again).toMatchObject({ id: match.id, turn: 2, playable: true, title: 'The Beacon' });
    const seat = again.seats[0]!.seat;
    expect(await again.film(1, seat)).toEqual(await match.film(1, seat));
    await playTurn(again);
    expect((await LocalMatch.open(again.bytes(), ports())).pastTurns).toEqual([1, 2]);
  });

  it('keeps orders that one of two people has given', async () => {
    const two: NewMatch = { ...against, seats: [against.seats[0]!, { name: 'Ben', by: 'human' }] };
    const match = await LocalMatch.create(two, ports());
    await match.submit(match.seats[0]!, []);
    const again = await LocalMatch.open(match.bytes(), ports());
    expect(again.awaited.map(({ name }) => name)).toEqual(['Ben']);
  });

  it('refuses orders that the rules refuse, and bytes that are no match', async () => {
    const match = await LocalMatch.create(against, ports());
    const foreign = [...match.view.ships].find(({ owner }) => owner !== match.seats[0]!.seat)!;
    const orders = [{ name: 'MovementConfirmed' as const, args: { ship: foreign.id } }];
    await expect(match.submit(match.seats[0]!, orders)).rejects.toThrow(/no-such-ship|not-your-ship/);
    await expect(LocalMatch.open(new Uint8Array(40))).rejects.toThrow('end record');
  });
});

describe('the film of a turn', () => {
  it('ends with what the seat sees when the next turn opens, and shows nothing else', async () => {
    const match = await LocalMatch.create(against, ports());
    for (let turn = 1; turn <= 3; turn++) await playTurn(match);
    for (const { seat } of match.seats) {
      const film = await match.film(3, seat);
      expect(film).toMatchObject({ turn: 3, startTick: 2 * TURN_TICKS, ticks: TURN_TICKS });
      const shown = lastPlaces(film);
      const known = placesIn(match.viewOf(seat));
      expect([...shown.keys()]).toEqual([...known.keys()]);
      for (const [number, x] of known) expect(shown.get(number)?.[0]).toBe(x);
    }
  });

  it('hides at each tick what the seat did not see then', async () => {
    const match = await LocalMatch.create({ ...against, scenario: 'asteroid-belt-ambush' }, ports());
    await playTurn(match);
    const film = await match.film(1, match.seats[0]!.seat);
    const own = [...match.view.ships].filter(({ team }) => team === 1).length;
    const atFirst = film.ships.filter((_, column) => film.places[column * SHIP_STRIDE + SHIP_STRIDE - 1] !== SEEN.not);
    expect(film.ships.length).toBeLessThan(match.view.ships.size);
    expect(atFirst.length).toBeGreaterThanOrEqual(own);
  });
});
