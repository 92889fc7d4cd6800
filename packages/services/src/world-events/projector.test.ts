import { expect, test } from 'vitest';
import type { Database, Transaction } from '@rubato/ports';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { LONGEST_RETRY_MS, MOST_WAITING, Projector, RETRY_MS } from './projector.ts';
import type { HappenedTurn } from './world-rules.ts';

const turnOf = (turn: number): HappenedTurn => ({ match: 'toy', turn, events: [] });

/** Over a database that answers when it is told to. */
function projector() {
  const log = new RecordingLog();
  const done: number[] = [];
  const overflows: number[] = [];
  let go = () => {};
  const gate = new Promise<void>((resolve) => (go = resolve));
  const transaction = { query: async () => ({ rows: [], changes: 1 }) } as unknown as Transaction;
  const database = {
    transaction: async (work: (it: Transaction) => Promise<unknown>) => {
      await gate;
      return work(transaction);
    },
  } as unknown as Database;
  const made = new Projector<void>({
    database,
    clock: new ManualClock(),
    log,
    project: async () => {},
    projected: ({ turn }) => void done.push(turn),
    overflowed: () => void overflows.push(done.length),
  });
  return { made, log, done, overflows, go };
}

test(`gives up what waits when it is more than ${MOST_WAITING} turns, and has it read from the journal`, async () => {
  const { made, log, done, overflows, go } = projector();
  for (let turn = 1; turn <= MOST_WAITING; turn++) made.take(turnOf(turn));
  expect(overflows).toEqual([]);
  made.take(turnOf(MOST_WAITING + 1));
  expect(overflows).toEqual([0]);
  expect(log.lines.map(({ message }) => message)).toEqual([
    'too many turns wait for the database; they are read from the journal again',
  ]);
  // From the journal they come again, from the first that the tables lack; the one that was under way counts once.
  go();
  for (const turn of [2, 3]) made.take(turnOf(turn));
  await made.until(3);
  expect(done).toEqual([1, 2, 3]);
});

test('whoever waits for a turn goes on when nothing more will come', async () => {
  const { made } = projector();
  made.take(turnOf(1));
  const waiting = made.until(1);
  made.stop();
  await waiting;
  made.take(turnOf(2));
  await made.until(2);
});

test(`asks a database that fails less and less often, but every ${LONGEST_RETRY_MS / 1000} s, and goes on when it answers`, async () => {
  const clock = new ManualClock();
  const asked: number[] = [];
  const done: number[] = [];
  let away = true;
  const transaction = { query: async () => ({ rows: [], changes: 1 }) } as unknown as Transaction;
  const database = {
    transaction: async (work: (it: Transaction) => Promise<unknown>) => {
      asked.push(clock.now());
      if (away) throw new Error('away');
      return work(transaction);
    },
  } as unknown as Database;
  const made = new Projector<void>({
    database,
    clock,
    log: new RecordingLog(),
    project: async () => {},
    projected: ({ turn }) => void done.push(turn),
    overflowed: () => {},
  });
  made.take(turnOf(1));
  await clock.run(6 * LONGEST_RETRY_MS);
  const pauses = asked.slice(1).map((at, nth) => at - asked[nth]!);
  const growing = [1, 2, 4, 8, 16, 32].map((times) => times * RETRY_MS);
  expect(pauses.slice(0, growing.length)).toEqual(growing);
  expect(new Set(pauses.slice(growing.length))).toEqual(new Set([LONGEST_RETRY_MS]));
  expect(pauses.length).toBeGreaterThan(growing.length + 2);
  away = false;
  await clock.run(LONGEST_RETRY_MS);
  expect(done).toEqual([1]);
});
