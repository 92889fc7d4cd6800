import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createApi } from '@rubato/client';
import { startServer } from '@rubato/server';
import { expect, it, onTestFinished } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';

async function server(data: string) {
  const running = await startServer({ games: [], config: { data, port: 0, adminPort: 0 } });
  onTestFinished(() => running.stop());
  return running;
}

it('migrates a database step by step, and says which steps it has', async () => {
  const directory = freshFolder();
  const before = await call(['migrate', 'status', '--data', '.'], { directory });
  expect([before.code, before.err]).toEqual([2, expect.stringMatching(/holds no services\.db/)]);
  const up = await callJson(['migrate', 'up', '--data', '.'], { directory });
  const { applied } = up.value as unknown as { applied: { number: number; name: string }[] };
  expect([up.code, applied[0]]).toEqual([0, { number: 1, name: 'accounts' }]);
  expect((await call(['migrate', 'up', '--data', '.'], { directory })).out).toBe('up to date\n');
  const { out } = await call(['migrate', 'status', '--data', '.'], { directory });
  expect(out).toMatch(/^1 +accounts +20\d\d-/m);
  expect(out).toMatch(/^up to date$/m);
  expect((await call(['migrate', 'down', '--data', '.'], { directory })).code).toBe(2);
});

it('exports an account and backs its database up beside a running server', async () => {
  const directory = freshFolder();
  const running = await server(join(directory, 'data'));
  const api = createApi({ baseUrl: running.url });
  await api.register({ username: 'Anna', password: 'correct horse battery' });
  await api.createCharacter({ name: 'Aldric', faction: 'wanderers' });
  const exported = await callJson(['export', 'anna', '--data', 'data'], { directory });
  expect(exported.value).toMatchObject({
    form: 'rubato-account-1',
    tables: { account: [{ username: 'Anna' }], character: [{ name: 'Aldric' }], session: [{}] },
  });
  expect(exported.out).not.toMatch(/argon2|sha256/);
  const nobody = await call(['export', 'Nobody', '--data', 'data'], { directory });
  expect([nobody.code, nobody.err]).toEqual([2, expect.stringMatching(/no such account/)]);

  const backup = await callJson(['backup', 'copy.db', '--data', 'data'], { directory });
  expect([backup.code, existsSync(join(directory, 'copy.db'))]).toEqual([0, true]);
  const again = await call(['backup', 'copy.db', '--data', 'data'], { directory });
  expect([again.code, again.err]).toEqual([2, expect.stringMatching(/exists already/)]);
});

it('forgets an account, for good and only when that is said', async () => {
  const directory = freshFolder();
  const running = await server(join(directory, 'data'));
  const api = createApi({ baseUrl: running.url });
  const { accountId } = await api.register({ username: 'Anna', password: 'correct horse battery' });
  const forget = ['forget', 'anna', '--data', 'data'];
  const unsure = await call(forget, { directory });
  expect([unsure.code, unsure.err]).toEqual([2, expect.stringMatching(/--for-good/)]);
  expect((await callJson([...forget, '--for-good'], { directory })).value).toEqual({ forgotten: accountId });
  expect((await call([...forget, '--for-good'], { directory })).err).toMatch(/no such account/);
  expect((await api.notifications().catch((error: unknown) => error)) as object).toMatchObject({ status: 401 });
});

it('a backup is a database that a server starts from', async () => {
  const directory = freshFolder();
  const first = await server(join(directory, 'data'));
  await createApi({ baseUrl: first.url }).register({ username: 'Anna', password: 'correct horse battery' });
  await call(['backup', 'copy.db', '--data', 'data'], { directory });
  mkdirSync(join(directory, 'other'));
  renameSync(join(directory, 'copy.db'), join(directory, 'other/services.db'));
  const second = await server(join(directory, 'other'));
  const login = await createApi({ baseUrl: second.url }).login({ username: 'anna', password: 'correct horse battery' });
  expect(login.username).toBe('Anna');
});

it('leaves backups of PostgreSQL to PostgreSQL', async () => {
  const url = 'postgres://nobody@127.0.0.1:1/none';
  const { code, err } = await call(['backup', 'copy.db', '--database', url], { directory: freshFolder() });
  expect([code, err]).toEqual([2, expect.stringMatching(/pg_dump/)]);
});
