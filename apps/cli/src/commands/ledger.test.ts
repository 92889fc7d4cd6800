import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteDatabase, startServer } from '@rubato/server';
import { expect, it, onTestFinished } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';

/** A data directory whose server has given Ann 100 gold and a sword, and is still running. */
async function given() {
  const directory = freshFolder();
  const running = await startServer({ games: [], config: { data: join(directory, 'data'), port: 0, adminPort: 0 } });
  onTestFinished(() => running.stop());
  await running.services.ledger.grant(
    { matchId: 'm', turn: 1, index: 0 },
    { to: 'ann', assets: [{ asset: 'gold', amount: 100 }], items: [{ template: 'sword', data: '{}' }] },
  );
  return { directory, database: running.services.database };
}

it('says how much it has read when nothing is wrong, beside a running server', async () => {
  const { directory } = await given();
  const { code, out } = await call(['ledger', 'verify', '--data', 'data'], { directory });
  expect([code, out]).toEqual([0, 'OK: 1 transaction, 2 entries of 2 balances, 1 move of 1 item\n']);
});

it('lists what is wrong and ends with 3', async () => {
  const { directory, database } = await given();
  await database.batch([
    { sql: `update balance set amount = 1000000 where holder_id = 'ann'` },
    { sql: `update holder set items = 7 where id = 'ann'` },
  ]);
  const { code, out, err } = await call(['ledger', 'verify', '--data', 'data'], { directory });
  expect(out).toMatch(
    /^NOT OK: 1 transaction, .*\n.*\nwrong-balance +balance ann gold .*\nwrong-count +holder ann .*\n$/,
  );
  expect([code, err]).toEqual([3, expect.stringMatching(/wrong in 2 places/)]);
  const json = await callJson(['ledger', 'verify', '--data', 'data'], { directory });
  expect([json.code, json.value]).toEqual([
    3,
    {
      ok: false,
      checked: { transactions: 1, entries: 2, balances: 2, items: 1, moves: 1 },
      findings: [
        { problem: 'wrong-balance', where: 'balance ann gold', message: expect.any(String) },
        { problem: 'wrong-count', where: 'holder ann', message: expect.any(String) },
      ],
      problems: 2,
    },
  ]);
});

it('prints a hundred findings and counts the rest', async () => {
  const { directory, database } = await given();
  const forge = (at: number) => ({
    sql: `insert into holder (id, kind, items, capacity, created_ms) values (?, 'character', 1, 9, 0)`,
    values: [`h${at}`],
  });
  await database.batch(Array.from({ length: 105 }, (_, at) => forge(at)));
  const { out } = await call(['ledger', 'verify', '--data', 'data'], { directory });
  expect(out.trimEnd().split('\n')).toHaveLength(103);
  expect(out).toMatch(/… and 5 more\n$/);
});

it('refuses where there is no ledger', async () => {
  const directory = freshFolder();
  const none = await call(['ledger', 'verify', '--data', '.'], { directory });
  expect([none.code, none.err]).toEqual([2, expect.stringMatching(/holds no services\.db/)]);
  mkdirSync(join(directory, 'old'));
  await (await openSqliteDatabase({ path: join(directory, 'old/services.db') })).close();
  const old = await call(['ledger', 'verify', '--data', 'old'], { directory });
  expect([old.code, old.err]).toEqual([2, expect.stringMatching(/rubato migrate up/)]);
  expect((await call(['ledger', 'mend', '--data', 'old'], { directory })).code).toBe(2);
});
