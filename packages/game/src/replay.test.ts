import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyGame } from './any-game.ts';
import { WrongGame } from './journal-errors.ts';
import { exportJournal, readJournal } from './journal-file.ts';
import { readRecords } from './journal-reader.ts';
import { replay } from './replay.ts';
import { resumeJournal } from './resume.ts';
import { playRace, playScript, type Script } from './test-journals.ts';
import { clumsy, mover, ONE, race, rewinder, THREE, TWO } from './test-games.ts';
import { type FrameInput, JOIN, LEAVE, type Order } from './turn.ts';
import type { Seat } from '@rubato/schema';

const SEATS = [ONE, TWO, THREE, 4 as Seat];

const orderOf = (commands: fc.Arbitrary<{ name: string; args: unknown }>): fc.Arbitrary<Order> =>
  fc
    .record({ seat: fc.constantFrom(...SEATS), seq: fc.nat(1000), seenTick: fc.nat(60), command: commands })
    .map(({ command, ...place }) => ({ ...place, ...command }));

const platform = fc.constantFrom({ name: JOIN, args: {} }, { name: LEAVE, args: {} });

const scriptOf = (
  commands: fc.Arbitrary<{ name: string; args: unknown }>,
  frame?: fc.Arbitrary<unknown>,
): fc.Arbitrary<readonly Script[]> => {
  const input = fc.record({ args: frame ?? fc.constant({}), seenTick: fc.nat(40) });
  const map = fc
    .array(fc.tuple(fc.constantFrom(...SEATS), input), { maxLength: 4 })
    .map((entries) => new Map<Seat, FrameInput>(entries));
  const frames =
    frame === undefined
      ? fc.constant(undefined)
      : fc.option(fc.oneof(map, fc.array(map, { maxLength: 3 })), { nil: undefined });
  const order = orderOf(fc.oneof({ weight: 8, arbitrary: commands }, { weight: 1, arbitrary: platform }));
  const turn = fc
    .record({
      orders: fc.array(order, { maxLength: 5 }),
      ticks: fc.nat(3),
      frames,
      seed: fc.option(fc.uint8Array({ minLength: 16, maxLength: 16 }), { nil: undefined, freq: 5 }),
      onReject: fc.constantFrom('rejected' as const, 'lapsed' as const),
    })
    .map(({ frames: held, seed, ...rest }) => ({ ...rest, ...(held && { frames: held }), ...(seed && { seed }) }));
  return fc.array(turn, { minLength: 1, maxLength: 14 });
};

const id = fc.nat(3000);
const raceCommand = fc.oneof(
  fc.record({ name: fc.constant('pickup'), args: fc.record({ loot: fc.nat(8).map((slot) => 64 + slot) }) }),
  fc.record({
    name: fc.constant('gamble'),
    args: fc.record({
      stake: fc.nat(30),
      mood: fc.constantFrom('calm', 'greedy', 'odd'),
      name: fc.string({ maxLength: 6 }),
    }),
  }),
  fc.record({ name: fc.constant('drop'), args: fc.record({ gold: id }) }),
);
const moverCommand = fc.record({
  name: fc.constant('jump'),
  args: fc.record({ far: fc.double({ min: 0, max: 120, noNaN: true }) }),
});
const moverFrame = fc.record({
  heading: fc.double({ min: -9, max: 9, noNaN: true }),
  thrust: fc.double({ min: 0, max: 1, noNaN: true }),
});
const clumsyCommand = fc.oneof(
  fc.record({ name: fc.constant('make'), args: fc.record({ n: fc.nat(255), fail: fc.boolean() }) }),
  fc.record({ name: fc.constant('allergy'), args: fc.record({ to: fc.nat(4), shy: fc.boolean() }) }),
  fc.record({ name: fc.constant('light'), args: fc.record({ ticks: fc.constant(0), stepsThrow: fc.boolean() }) }),
  fc.constantFrom('doubt', 'cheat', 'fill').map((name) => ({ name, args: {} })),
  fc.record({ name: fc.constant('shout'), args: fc.constant({ loud: false }) }),
);
const clumsyFrame = fc.record({ push: fc.integer({ min: -1, max: 13 }) });
const rewinderCommand = fc.record({ name: fc.constant('shoot'), args: fc.record({ x: fc.nat(200) }) });
const rewinderFrame = fc.record({ watch: fc.boolean() });

const games: readonly [string, AnyGame, fc.Arbitrary<readonly Script[]>][] = [
  ['a loot race with dice', race, scriptOf(raceCommand)],
  ['inertia under frames', mover, scriptOf(moverCommand, moverFrame)],
  ['rules that throw everywhere', clumsy, scriptOf(clumsyCommand, clumsyFrame)],
  ['rules that look into the past', rewinder, scriptOf(rewinderCommand, rewinderFrame)],
];

describe('replay', () => {
  for (const [what, game, scripts] of games)
    it(`gives the same hash after every turn, from every segment, through bytes and file: ${what}`, () => {
      fc.assert(
        fc.property(scripts, (script) => {
          const { machine, records, hashes } = playScript(game, script);
          const file = readJournal(exportJournal(records));
          expect(file.turns).toBe(script.length);
          for (const { head } of file.segments) {
            const seen: string[] = [];
            const report = replay(game, file, {
              from: head.segment,
              onTurn: (_turn, _report, again) => void seen.push(again.hash()),
            });
            expect(report.divergedAt).toBeUndefined();
            expect(seen).toEqual(hashes.slice(head.turn + 1));
            expect(report.machine.hash()).toBe(machine.hash());
          }
        }),
        { seed: 42, numRuns: 60 },
      );
    });

  it('names the first turn that comes out otherwise, with both hashes and the last that agreed', () => {
    const { records, hashes } = playRace();
    const unlike: AnyGame = {
      ...race,
      tick(context: never) {
        const { state, tick } = context as { state: { world: { dice: number } }; tick: number };
        (race.tick as (context: never) => void)(context);
        if (tick === 9) state.world.dice += 1;
      },
    };
    const { divergedAt, turns, rulesChanged } = replay(unlike, readRecords(records));
    // Ticks per turn: 1 2 3 1 2 …
    expect(divergedAt).toMatchObject({ turn: 5, tick: 9, agreedTurn: 4, expected: hashes[5] });
    expect(divergedAt?.actual).toMatch(/^[0-9a-f]{16}$/);
    expect(turns).toBe(5);
    expect(rulesChanged).toBe(true);
    expect(replay(race, readRecords(records)).rulesChanged).toBe(false);
  });

  it('names the turn in which other rules throw, or no longer throw', () => {
    const fail = (n: number) => ({ seat: ONE, seq: n, seenTick: 0, name: 'make', args: { n, fail: n === 2 } });
    const { records } = playScript(
      clumsy,
      [1, 2, 3].map((n) => ({ orders: [fail(n)], ticks: 1 })),
    );
    const swapped = (wanted: number): AnyGame =>
      ({
        ...clumsy,
        commands: {
          ...clumsy.commands,
          make: {
            ...clumsy.commands.make,
            apply: (_context: never, _seat: Seat, { n }: { n: number }) => {
              if (n === wanted) throw new Error('now it does');
            },
          },
        },
      }) as AnyGame;
    expect(replay(swapped(3), readRecords(records)).divergedAt?.turn).toBe(1);
    const still = (change: object): AnyGame => ({ ...clumsy, ...change }) as AnyGame;
    const frozen = still({
      tick: ({ tick }: { tick: number }) => {
        if (tick === 3) throw new Error('not today');
      },
    });
    expect(replay(frozen, readRecords(records)).divergedAt).toMatchObject({ turn: 1 });
  });

  it('notices a throw that leaves no trace in the state', () => {
    const doubt = { seat: ONE, seq: 4, seenTick: 0, name: 'doubt', args: {} };
    const { records } = playScript(clumsy, [{ orders: [doubt], ticks: 1 }]);
    const throwing = {
      ...clumsy,
      commands: {
        ...clumsy.commands,
        doubt: {
          args: {},
          apply: () => {
            throw new Error('no more');
          },
        },
      },
    };
    const expected = { turn: 1, agreedTurn: 0, expected: 'faulted: nothing', actual: 'faulted: order 4 of seat 1' };
    expect(replay(throwing, readRecords(records)).divergedAt).toMatchObject(expected);
  });

  it('finds out at the next head where the turns carry no hashes', () => {
    const { records, hashes } = playRace(12, 0);
    const { divergedAt } = replay({ ...race, tick() {} }, readRecords(records));
    expect(divergedAt).toMatchObject({ turn: 5, tick: 9, agreedTurn: 0, expected: hashes[5] });
    expect(replay(race, readRecords(records)).divergedAt).toBeUndefined();
  });

  it('goes on from the next head where turns are missing, and says which', () => {
    const { records, hashes } = playRace();
    const segments = readRecords(records);
    const report = replay(
      race,
      segments.filter(({ head }) => head.segment !== 1),
    );
    expect(report.gaps).toEqual([{ from: 6, to: 10 }]);
    expect(report.divergedAt).toBeUndefined();
    expect(report.machine.hash()).toBe(hashes[12]);
  });

  it('refuses a game or version that the journal was not made with, and names the one it needs', () => {
    const segments = readRecords(playRace().records);
    expect(() => replay(mover, segments)).toThrow(/needs race version 1; here is mover version 3/);
    expect(() => replay({ ...race, version: 2 }, segments)).toThrow(WrongGame);
    expect(() => replay({ ...race, events: {} }, segments)).toThrow(/other state, commands or frames/);
  });

  it('stops at a limit of ticks, because a forged journal must not run forever', () => {
    const segments = readRecords(playRace().records);
    expect(() => replay(race, segments, { maxTicks: 20 })).toThrow(RangeError);
    expect(replay(race, segments, { maxTicks: 24 }).turns).toBe(12);
  });

  it('begins with a segment by its number, and refuses one that isn’t there', () => {
    const segments = readRecords(playRace().records);
    expect(replay(race, segments, { from: 2 }).turns).toBe(2);
    expect(() => replay(race, segments, { from: 3 })).toThrow(RangeError);
    expect(() => replay(race, [])).toThrow(RangeError);
  });
});

describe('resume', () => {
  it('gives back the match as it was, and how far each seat’s orders had come', () => {
    const { machine, records } = playRace();
    const resumed = resumeJournal(race, records);
    expect(resumed.machine.hash()).toBe(machine.hash());
    expect([...resumed.orders]).toEqual([[ONE, 10], [TWO, 11]]); // prettier-ignore
    expect(resumed.rulesChanged).toBe(false);
    expect(resumed.machine.runTurn({ ticks: 3 }).turn.hash).toBe(machine.runTurn({ ticks: 3 }).turn.hash);
  });

  it('counts the orders of whoever took a seat anew', () => {
    const order = (seq: number, name: string) => ({
      seat: ONE,
      seq,
      seenTick: 0,
      name,
      args: name === 'drop' ? { gold: 1 } : {},
    });
    const { records } = playScript(race, [
      { orders: [order(40, 'drop')], ticks: 1 },
      { orders: [order(0, LEAVE), order(0, JOIN), order(3, 'drop')], ticks: 1 },
    ]);
    expect(resumeJournal(race, records).orders.get(ONE)).toBe(3);
  });

  it('refuses a journal whose turns no longer come out as they did', () => {
    const unlike = { ...race, tick() {} };
    expect(() => resumeJournal(unlike, playRace().records)).toThrow(/turn 1 came out as/);
  });
});
