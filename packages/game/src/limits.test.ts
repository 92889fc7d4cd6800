import { readFileSync } from 'node:fs';
import { BitWriter, text } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { defineGame } from './define.ts';
import { JournalCorrupt } from './journal-errors.ts';
import { readJournal } from './journal-file.ts';
import { FILE_MAGIC, FILE_VERSION, frameCheck, HEAD_KIND } from './journal-format.ts';
import { readRecords } from './journal-reader.ts';
import { LIMITS } from './limits.ts';
import { Machine } from './machine.ts';
import { JournalSegmentWriter } from './segment-writer.ts';
import { mover, ONE, SEED } from './test-games.ts';

const still = defineGame({
  name: 'still',
  version: 1,
  state: {},
  settings: { fields: { a: text(40_000), b: text(40_000) }, defaults: { a: '', b: '' } },
  commands: { wait: { args: {}, apply() {} } },
  setup() {},
});
const started = (settings = {}) => Machine.start(still, { seats: [ONE], seed: SEED, settings, hashEvery: 0 });
const place = { room: 'r', epoch: 1, segment: 0 };

describe('a limit', () => {
  it('of counters: an order’s are taken up to 32 bits, and one beyond is bad-args', () => {
    const machine = started();
    const order = { seat: ONE, seq: LIMITS.counter, seenTick: LIMITS.counter, name: 'wait', args: {} } as const;
    const beyond = [
      { ...order, seq: LIMITS.counter + 1 },
      { ...order, seenTick: LIMITS.counter + 1 },
    ];
    const { outcomes, turn } = machine.runTurn({ orders: [order, ...beyond], ticks: 1 });
    expect(outcomes.map((outcome) => ('reason' in outcome ? outcome.reason : outcome.status))).toEqual([
      'applied',
      'bad-args',
      'bad-args',
    ]);
    expect(turn.orders).toHaveLength(1);
  });

  it('of settings: a head takes 65,536 bytes of them, and one more is refused', () => {
    const frame = JSON.stringify({ a: '', b: '' }).length;
    const full = { a: 'a'.repeat(40_000), b: 'b'.repeat(LIMITS.settingsBytes - frame - 40_000) };
    const head = new JournalSegmentWriter(started(full), place).head();
    expect(readRecords([head])[0]!.head.settings).toHaveLength(LIMITS.settingsBytes);
    const more = { ...full, b: `${full.b}b` };
    expect(() => new JournalSegmentWriter(started(more), place)).toThrow(`text above ${LIMITS.settingsBytes} bytes`);
  });

  it('of turns: a block is refused one more than 65,536, written and read', () => {
    const machine = started();
    const writer = new JournalSegmentWriter(machine, place);
    for (let turn = 0; turn < LIMITS.turnsPerBlock; turn++) writer.add(machine.runTurn({ ticks: 0 }).turn);
    const next = machine.runTurn({ ticks: 0 }).turn;
    expect(() => writer.add(next)).toThrow(`at most ${LIMITS.turnsPerBlock} turns`);
    const [segment] = readRecords([writer.head(), writer.block()]);
    expect(segment!.blocks[0]!.count).toBe(LIMITS.turnsPerBlock);
    writer.add(next);
    expect(writer.pending).toBe(1);
  });

  it('of a record: a file that announces a longer one is corrupt, not torn', () => {
    const announcing = (size: number) => {
      const w = new BitWriter();
      w.bytes(FILE_MAGIC);
      w.u16(FILE_VERSION);
      const check = frameCheck(HEAD_KIND, size, w.byteLength);
      w.u8(HEAD_KIND);
      w.u32(size);
      w.u32(check);
      return () => readJournal(w.toBytes());
    };
    expect(announcing(LIMITS.recordBytes + 1)).toThrow(/frame of a record is not what was written/);
    // That one could come, so the file ends too early.
    expect(announcing(LIMITS.recordBytes)).toThrow(JournalCorrupt);
    expect(announcing(LIMITS.recordBytes)).toThrow(/it has no segment/);
  });

  it('of rewinding: a game may look back 15 ticks and no more', () => {
    const looking = (rewindTicks: number) => () => defineGame({ ...mover, rewindTicks } as never);
    expect(looking(LIMITS.rewindTicks)).not.toThrow();
    expect(looking(LIMITS.rewindTicks + 1)).toThrow(/rewindTicks must be from 0 to 15/);
  });
});

const here = (title: string) => `limits.test.ts: ${title}`;

/** Which test reaches each limit and sees its answer; a new limit has no place here until it has one. */
const REACHED: Readonly<Record<keyof typeof LIMITS, string>> = {
  ordersPerTurn: 'machine.test.ts: in a turn are rejected as too-many',
  counter: here('of counters'),
  ticksPerTurn: 'machine.test.ts: LIMITS.ticksPerTurn + 1',
  frameRows: 'frames.test.ts: ticks and no more',
  eventsPerTurn: 'faults.test.ts: contains a rule that emits without end',
  names: 'define.test.ts: commands and events and no more',
  rewindTicks: here('of rewinding'),
  defaultRewindTicks: 'rewind.test.ts: reaches 8 ticks back unless the game says otherwise',
  nameBytes: 'journal.test.ts: keep a room’s id of at most 64 bytes',
  settingsBytes: here('of settings'),
  turnsPerBlock: here('of turns'),
  recordBytes: here('of a record'),
  replayTicks: 'replay.test.ts: stops at a limit of ticks, because a forged journal must not run forever',
};

it.each(Object.entries(REACHED))('the limit %s is reached by a test', (limit, where) => {
  const [file, title] = where.split(': ') as [string, string];
  expect(readFileSync(new URL(file, import.meta.url), 'utf8'), limit).toContain(title);
  expect(Object.keys(REACHED).sort()).toEqual(Object.keys(LIMITS).sort());
});
