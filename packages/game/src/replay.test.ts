import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnyGame } from './any-game.ts';
import { exportJournal, readJournal } from './journal-file.ts';
import { readRecords } from './journal-reader.ts';
import { Machine } from './machine.ts';
import { replay } from './replay.ts';
import { resumeJournal } from './resume.ts';
import { JournalSegmentWriter } from './segment-writer.ts';
import { clumsy, mover, ONE, race, rewinder, SEED, THREE, TWO } from './test-games.ts';
import { type FrameInput, JOIN, LEAVE, type Order, type Turn } from './turn.ts';
import type { Seat } from '@rubato/schema';

const SEATS = [ONE, TWO, THREE, 4 as Seat];

/** Plays a script and keeps its journal: a segment every `perSegment` turns, a block every two. */
const play = (game: AnyGame, script: readonly Script[], perSegment = 5) => {
  const machine: Machine = Machine.start(game, { seats: [ONE, TWO], seed: SEED });
  const records: Uint8Array[] = [];
  const hashes = [machine.hash()];
  let writer: JournalSegmentWriter | undefined;
  let waiting: Turn[] = [];
  const flush = (): void => {
    if (waiting.length > 0) records.push((writer as JournalSegmentWriter).block(waiting));
    waiting = [];
  };
  script.forEach((step, i) => {
    if (i % perSegment === 0) {
      flush();
      writer = new JournalSegmentWriter(machine, { room: 'room-1', epoch: 1, segment: i / perSegment });
      records.push(writer.head());
    }
    waiting.push(machine.runTurn(step).turn);
    hashes.push(machine.hash());
    if (waiting.length === 2) flush();
  });
  flush();
  return { machine, records, hashes };
};

interface Script {
  readonly orders: readonly Order[];
  readonly ticks: number;
  readonly frames?: ReadonlyMap<Seat, FrameInput> | readonly ReadonlyMap<Seat, FrameInput>[];
  readonly seed?: Uint8Array;
  readonly onReject?: 'rejected' | 'lapsed';
}

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
const moverCommand = fc.record({ name: fc.constant('jump'), args: fc.record({ far: fc.nat(120) }) });
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
          const { machine, records, hashes } = play(game, script);
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
        { seed: 42, numRuns: 150 },
      );
    });

  it('resumes', () => {
    const { machine, records } = play(race, [
      { orders: [{ seat: ONE, seq: 4, seenTick: 0, name: 'drop', args: { gold: 2 } }], ticks: 2 },
    ]);
    const resumed = resumeJournal(race, records);
    expect(resumed.machine.hash()).toBe(machine.hash());
    expect(resumed.orders.get(ONE)).toBe(4);
    expect(readRecords(records)).toHaveLength(1);
  });
});
