/** `rubato mod` against a started server and its real admin listener. */
import { createApi } from '@rubato/client';
import { startServer, type RunningServer } from '@rubato/server';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';

let server: RunningServer;
const directory = freshFolder(afterAll);
let admin: readonly string[];
beforeAll(async () => {
  server = await startServer({ games: [], config: { data: join(directory, 'data'), port: 0, adminPort: 0 } });
  admin = ['--admin', `http://127.0.0.1:${server.adminPort}`];
});
afterAll(() => server.stop());

const mod = (...words: string[]) => call(['mod', ...words, ...admin, '--token-file', 'anna.token'], { directory });
const modJson = async (...words: string[]) => {
  const { code, value } = await callJson(['mod', ...words, ...admin, '--token-file', 'anna.token'], { directory });
  return { code, value: value as unknown as Readonly<Record<string, unknown>> };
};

it('gives the first admin a token by what the server printed, once', async () => {
  const printed = /once: ([\w-]{43})$/.exec(server.notes.at(-1)!)![1]!;
  const first = await call(['mod', 'first', printed, '--name', 'anna', ...admin], { directory });
  expect([first.code, first.out]).toEqual([0, expect.stringMatching(/^[\w-]{43}\n$/)]);
  writeFileSync(join(directory, 'anna.token'), first.out);
  const again = await call(['mod', 'first', printed, '--name', 'eve', ...admin], { directory });
  expect([again.code, again.out]).toEqual([5, '']);
});

it('lets others in by a token of their own, lists them, gives a token anew, and ends an access at once', async () => {
  const made = await mod('let-in', 'mona', 'moderator');
  expect([made.code, made.out]).toEqual([0, expect.stringMatching(/^[\w-]{43}\n$/)]);
  const as = (token: string, ...words: string[]) =>
    call(['mod', ...words, ...admin], { directory, environment: { RUBATO_ADMIN_TOKEN: token.trim() } });
  expect((await as(made.out, 'bans')).code).toBe(0);
  // A moderator lets nobody in.
  expect((await as(made.out, 'let-in', 'eve', 'admin')).code).toBe(5);
  expect((await mod('operators')).out).toMatch(/^anna +admin .*\nmona +moderator +\d{4}-\d\d-\d\d +\d{4}-\d\d-\d\d$/m);

  const renewed = await as(made.out, 'renew');
  expect((await as(made.out, 'bans')).code).toBe(5);
  expect((await as(renewed.out, 'bans')).code).toBe(0);

  expect((await mod('let-out', 'mona')).out).toBe('mona has no access any more\n');
  expect((await as(renewed.out, 'bans')).code).toBe(5);
  const gone = await mod('let-out', 'mona');
  expect([gone.code, gone.err]).toEqual([2, expect.stringContaining('mod operators lists them')]);
  const last = await mod('let-out', 'anna');
  expect([last.code, last.err]).toEqual([1, expect.stringContaining('last admin')]);
  expect((await mod('let-in', 'eve', 'king')).code).toBe(2);
  expect((await mod('let-in', 'no name', 'viewer')).code).toBe(2);
});

it('bans an account by its name and an address, and lifts what was a mistake', async () => {
  const api = createApi({ baseUrl: server.url });
  await api.register({ username: 'Griefer', password: 'correct horse battery' });
  const { code, value: ban } = await modJson('ban', 'griefer', '--reason', 'cheats', '--for', '7d');
  expect([code, ban]).toMatchObject([0, { kind: 'login', reason: 'cheats', scope: 'account' }]);
  const login = () => api.login({ username: 'Griefer', password: 'correct horse battery' });
  await expect(login()).rejects.toMatchObject({ status: 403, code: 'banned' });
  expect((await mod('find', 'griefer')).out).toMatch(/^name +Griefer$[^]*cheats/m);
  expect((await mod('unban', String(ban['id']), '--reason', 'was his brother')).out).toBe(
    `lifted ${String(ban['id'])}\n`,
  );
  await login();
  const address = await modJson('ban', '203.0.113.7', '--reason', 'floods', '--kind', 'chat', '--for', '30m');
  expect(address.value).toMatchObject({ scope: 'address', subject: '203.0.113.7', kind: 'chat' });
  expect((await mod('bans')).out).toMatch(/203\.0\.113\.7 +chat/);
});

it('slows a channel, takes a message out, and shows it all in the audit', async () => {
  expect((await mod('slow', 'global', '30')).out).toBe('global: one message every 30 s\n');
  expect((await mod('slow', 'global', '0')).out).toBe('global is slow no more\n');
  const announced = await mod('announce', 'The gates close.', '--title', 'Tonight');
  const messageId = /^announced as (\S+)\n$/.exec(announced.out)![1]!;
  expect((await mod('remove', messageId, '--reason', 'too early')).out).toBe('taken out of world\n');
  const missing = await mod('remove', 'no-such-message', '--reason', 'rude');
  expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('no such message')]);
  const { value } = await modJson('audit');
  const rows = value['rows'] as readonly { readonly action: string; readonly actorName: string }[];
  expect(rows.slice(0, 3).map(({ action, actorName }) => `${actorName} ${action}`)).toEqual([
    'anna chat-removed',
    'anna announced',
    'anna chat-slow',
  ]);
  expect((await mod('audit', '--before', '2')).out.trimEnd().split('\n')).toHaveLength(2);
});

it('lists reports, shows one with what was said, takes it, hands one to the admins, and closes both', async () => {
  const api = createApi({ baseUrl: server.url });
  const people = [];
  for (const name of ['Ann', 'Bob']) {
    const { sessionToken } = await api.register({ username: `${name}Reports`, password: 'correct horse battery' });
    const own = createApi({ baseUrl: server.url, token: sessionToken });
    const { id } = await own.createCharacter({ name: `${name}ah`, faction: 'wanderers' });
    people.push({ own, id });
  }
  const [ann, bob] = people as [(typeof people)[0], (typeof people)[0]];
  await ann.own.selectCharacter({ characterId: ann.id });
  await bob.own.selectCharacter({ characterId: bob.id });
  const { reportId } = await ann.own.report({ characterId: bob.id, reason: 'walks through walls' });
  const { reportId: second } = await bob.own.report({ characterId: ann.id, reason: 'said so' });

  expect((await mod('reports')).out).toMatch(new RegExp(`^${reportId} .*Bobah +walks through walls +open$`, 'm'));
  expect((await mod('reports', '--after', reportId)).out).not.toContain(reportId);
  expect((await mod('reports', '--escalated')).out).toBe('no such reports\n');
  expect((await mod('report', reportId)).out).toMatch(/^why +walks through walls$/m);
  const { value: taken } = await modJson('take', reportId);
  expect(taken).toMatchObject({ id: reportId, state: 'open', takenBy: expect.any(String) as unknown });
  expect((await mod('reports')).out).toMatch(
    new RegExp(`^${reportId} .*looked into by ${String(taken['takenBy'])}`, 'm'),
  );

  expect((await mod('escalate', second)).code).toBe(2);
  expect((await mod('escalate', second, '--note', 'I know her')).out).toBe(`for the admins: ${second}\n`);
  expect((await mod('escalate', second, '--note', 'again')).code).toBe(1);
  const { value: handed } = await modJson('reports', '--escalated');
  expect(handed).toMatchObject({ reports: [{ id: second, escalation: 'I know her' }] });

  expect((await mod('close', reportId, 'perhaps')).code).toBe(2);
  expect((await mod('close', reportId, 'upheld', '--note', 'seen on film')).out).toBe(`upheld: ${reportId}\n`);
  const again = await mod('close', reportId, 'dismissed');
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('no such open report')]);
  expect((await modJson('close', second, 'dismissed')).value).toMatchObject({ state: 'dismissed' });
  expect((await mod('reports')).out).toBe('no such reports\n');
  expect((await mod('reports', '--state', 'upheld')).out).toContain(reportId);
  expect((await mod('report', reportId)).out).toMatch(/^note +seen on film$/m);
  expect((await mod('report', 'nothing')).code).toBe(2);
});

it('lets an account speak for the house', async () => {
  const { value } = await modJson('role', 'griefer', 'moderator', '--reason', 'has mended his ways');
  expect(value).toMatchObject({ username: 'Griefer', role: 'moderator' });
  expect((await mod('find', 'griefer')).out).toMatch(/^role +moderator$/m);
  expect((await mod('role', 'griefer', 'king', '--reason', 'x')).code).toBe(2);
  expect((await mod('role', 'griefer', 'player', '--reason', 'has not')).out).toBe('Griefer is player now\n');
});

it('refuses what makes no sense, and says who is not let in and who does not answer', async () => {
  expect((await mod('ban', 'griefer', '--reason', 'x', '--for', 'soon')).code).toBe(2);
  expect((await mod('ban', 'nobody-here', '--reason', 'x')).code).toBe(2);
  expect((await mod('slow', 'elsewhere', '5')).code).toBe(2);
  expect((await mod('slow', 'global', 'x')).code).toBe(2);
  const nobody = await call(['mod', 'bans', ...admin], { directory });
  expect([nobody.code, nobody.err]).toEqual([5, expect.stringContaining('RUBATO_ADMIN_TOKEN')]);
  const eve = await call(['mod', 'bans', ...admin], { directory, environment: { RUBATO_ADMIN_TOKEN: 'x'.repeat(43) } });
  expect(eve.code).toBe(5);
  const away = await call(['mod', 'bans', '--admin', 'http://127.0.0.1:9', '--token-file', 'anna.token'], {
    directory,
  });
  expect([away.code, away.err]).toEqual([4, expect.stringContaining('does not answer')]);
  expect((await call(['mod', 'bans', '--admin', 'nowhere', '--token-file', 'anna.token'], { directory })).code).toBe(2);
});
