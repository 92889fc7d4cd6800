import { expect, test } from 'vitest';
import { DatabaseError, type Database, type Statement } from '@rubato/ports';
import { ManualClock, RecordingLog, SeededRandom } from '@rubato/ports/doubles';
import { KEPT_CALL_MS, type Characters, type Notice, type TradeNotice, type Trades } from '@rubato/services';
import { EXPIRE_EVERY_MS, FORGET_EVERY_MS, FORGOTTEN_AT_ONCE, keepHouse } from './housekeeping.ts';

const trade = { id: 't' } as TradeNotice['data'];

function house(expireDue: () => Promise<readonly TradeNotice[]>, oldCalls = 0) {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const told: Notice[] = [];
  const forgotten: (readonly unknown[] | undefined)[] = [];
  const cleaned: string[] = [];
  let left = oldCalls;
  const batch = async ([statement]: readonly Statement[]) => {
    const { sql, values } = statement!;
    if (/delete from session\b/.test(sql)) cleaned.push(`sessions ${clock.wallMs()}`);
    if (!sql.includes('from call')) return [{ rows: [], changes: 0 }];
    forgotten.push(values);
    const changes = Math.min(left, FORGOTTEN_AT_ONCE);
    left -= changes;
    return [{ rows: [], changes }];
  };
  const database = { batch } as unknown as Database;
  const context = { database, clock, log, random: new SeededRandom('house'), passwords: undefined as never };
  const end = keepHouse({
    context,
    characters: { purge: async () => (cleaned.push(`characters ${clock.wallMs()}`), []) } as unknown as Characters,
    trades: { expireDue } as unknown as Trades,
    deliver: (notices) => void told.push(...notices),
  });
  return { clock, log, told, forgotten, cleaned, end };
}

test('trades whose time is over end every few seconds, and both characters are told; a failure is logged and tried again', async () => {
  let runs = 0;
  const { clock, log, told, end } = house(async () => {
    if (++runs === 1) throw new DatabaseError('busy', 'as told');
    return runs === 2 ? ['ann', 'bob'].map((to) => ({ to, type: 'TRADE_UPDATE' as const, data: trade })) : [];
  });
  await clock.run(EXPIRE_EVERY_MS * 3);
  expect(runs).toBe(3);
  expect(log.lines.map(({ message }) => message)).toEqual(['overdue trades could not be ended']);
  expect(told).toEqual(['ann', 'bob'].map((to) => ({ to: `character:${to}`, type: 'TRADE_UPDATE', data: trade })));
  end();
  await clock.run(EXPIRE_EVERY_MS * 3);
  expect(runs).toBe(3);
});

test('calls too old to be repeated are forgotten once an hour, in small transactions, all of them', async () => {
  const { clock, forgotten, end } = house(async () => [], FORGOTTEN_AT_ONCE * 2 + 1);
  await clock.run(FORGET_EVERY_MS);
  await clock.run(1);
  const before = clock.wallMs() - 1 - KEPT_CALL_MS;
  expect(forgotten).toEqual(Array.from({ length: 3 }, () => [before, FORGOTTEN_AT_ONCE]));
  end();
});

test('every five minutes sessions that are over and characters deleted for good go', async () => {
  const { clock, cleaned, end } = house(async () => []);
  const begunMs = clock.wallMs();
  await clock.run(15 * 60_000 + 1);
  const at = (minutes: number) => begunMs + minutes * 60_000;
  expect(cleaned.filter((line) => line.startsWith('characters'))).toEqual(
    [5, 10, 15].map((minutes) => `characters ${at(minutes)}`),
  );
  expect(new Set(cleaned.filter((line) => line.startsWith('sessions')))).toEqual(
    new Set([5, 10, 15].map((minutes) => `sessions ${at(minutes)}`)),
  );
  end();
});
