import { join } from 'node:path';
import { startServer } from '@rubato/server';
import { expect, it, onTestFinished } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';

/** A data directory whose server has one operator who made another, and is still running. */
async function given() {
  const directory = freshFolder();
  const running = await startServer({ games: [], config: { data: join(directory, 'data'), port: 0, adminPort: 0 } });
  onTestFinished(() => running.stop());
  const { operators, database } = running.services;
  const admin = await operators.claim((await operators.firstRunToken())!, 'anna');
  await operators.add(admin, { name: 'max', role: 'viewer' });
  return { directory, database };
}

const verify = ['audit', 'verify', '--data', 'data'];

it('prints the head of a chain that holds, and takes it as proof the next time', async () => {
  const { directory } = await given();
  const { code, out } = await call(verify, { directory });
  const head = /^OK: 2 rows\nhead ([0-9a-f]{64})\n$/.exec(out)?.[1];
  expect([code, head]).toEqual([0, expect.any(String)]);
  expect((await call([...verify, '--head', head!], { directory })).code).toBe(0);
  expect((await callJson(verify, { directory })).value).toEqual({ ok: true, rows: 2, head });
});

it('ends with 3 when a row was changed, and when the end was cut off', async () => {
  const { directory, database } = await given();
  const { head } = (await callJson(verify, { directory })).value as unknown as { readonly head: string };
  await database.batch([{ sql: 'delete from audit where seq = 2' }]);
  expect((await call(verify, { directory })).code).toBe(0);
  const cut = await call([...verify, '--head', head], { directory });
  expect([cut.code, cut.out, cut.err]).toEqual([3, expect.stringMatching(/^NOT OK/), expect.stringMatching(/cut off/)]);
  await database.batch([{ sql: `update audit set actor_name = 'eve'` }]);
  const changed = await call(verify, { directory });
  expect([changed.code, changed.err]).toEqual([3, expect.stringMatching(/broken at row 1: its content/)]);
});

it('refuses a head that is none, and a directory without a database', async () => {
  const { directory } = await given();
  expect((await call([...verify, '--head', 'x'], { directory })).code).toBe(2);
  expect((await call(['audit', 'verify', '--data', 'none'], { directory })).code).toBe(2);
});
