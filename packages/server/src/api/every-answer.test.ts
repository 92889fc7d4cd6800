/**
 * Refusals that every route shares, and all answers of accounts and characters, from a started server on both databases.
 * What other areas declare beside that is seen in files of their own (`trade-answers.test.ts` …).
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PasswordHashOverloaded, type PasswordHash } from '@rubato/ports';
import { apiRoutes, authRoutes, characterRoutes, type ApiRouteName, type ServiceRoute } from '@rubato/protocol';
import { ban } from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { BODY_LIMIT_BYTES } from '../http/app.ts';
import { NodeClock } from '../node/node-clock.ts';
import { nodeRandom } from '../node/node-random.ts';
import { Argon2PasswordHash } from '../auth/argon2-password-hash.ts';
import { Answers } from './testing/answers.ts';
import { LiveServer, NO_LIMITS, PASSWORD, type Called } from './testing/live-server.ts';

const names = Object.keys(apiRoutes) as ApiRouteName[];
const fewRates = Object.fromEntries(Object.keys(NO_LIMITS).map((key) => [key, { tokens: 1, perMs: 3_600_000 }]));

const longerThan = (bytes: number): string => `{"x":"${'x'.repeat(bytes)}"}`;

/** Passwords kept as they are, until no more can be checked. */
class FullPasswords implements PasswordHash {
  full = false;
  readonly needsRehash = () => false;

  async hash(password: string): Promise<string> {
    if (this.full) throw new PasswordHashOverloaded('full');
    return password;
  }

  async verify(hash: string, password: string): Promise<boolean> {
    return (await this.hash(password)) === hash;
  }
}

onBothDatabases((databaseUrl) => {
  let live: LiveServer;
  let url: string | undefined;
  const answers = new Answers();

  beforeAll(async () => {
    url = await databaseUrl();
    // At full cost: two changes of a password meet while it is being checked.
    live = await new LiveServer({ config: { database: url }, passwords: new Argon2PasswordHash() }).start();
  });
  afterAll(() => live.stop());

  const call = (name: ApiRouteName, called: Called = {}, at = live) => answers.call(at, name, called);
  const code = async (name: ApiRouteName, called: Called = {}) => (await call(name, called)).body.error;

  test('an account: register, log in, refresh, sessions, password, log out', async () => {
    const input = { username: 'Philipp', password: PASSWORD, email: 'p@example.org' };
    const { body } = await call('register', { input });
    expect([body['username'], String(body['sessionToken']).length]).toEqual(['Philipp', 43]);
    expect(await code('register', { input: { username: 'philipp', password: PASSWORD } })).toBe('taken');
    expect(await code('register', { input: { username: 'x', password: PASSWORD } })).toBe('bad-value');
    expect(await code('login', { input: { username: 'Philipp', password: 'wrong horse battery' } })).toBe(
      'wrong-credentials',
    );
    const login = (await call('login', { input: { username: 'philipp', password: PASSWORD } })).body;
    const renewed = (await call('refresh', { input: { refreshToken: login['refreshToken'] } })).body;
    const token = String(renewed['sessionToken']);
    const { sessions } = (await call('sessions', { token })).body as { sessions: { id: string; current: boolean }[] };
    expect(sessions.map(({ current }) => current).toSorted()).toEqual([false, true]);
    expect(await code('revoke', { token, input: { id: 'somebody’s' } })).toBe('not-found');
    expect(
      await code('revoke', { token, input: { id: sessions.find(({ current }) => !current)!.id } }),
    ).toBeUndefined();
    expect(await code('sessions', { token: String(body['sessionToken']) })).toBe('not-logged-in');
    const other = (await call('login', { input: { username: 'philipp', password: PASSWORD } })).body;
    expect(await code('revokeOthers', { token })).toBeUndefined();
    expect(await code('refresh', { input: { refreshToken: other['refreshToken'] } })).toBe('not-logged-in');
    const change = (oldPassword: string, newPassword: string) => ({ token, input: { oldPassword, newPassword } });
    expect(await code('password', change('wrong horse battery', PASSWORD))).toBe('wrong-credentials');
    expect(await code('password', change(PASSWORD, 'short'))).toBe('bad-value');
    const both = [1, 2].map((which) => code('password', change(PASSWORD, `better horse battery ${which}`)));
    expect((await Promise.all(both)).toSorted()).toEqual(['conflict', undefined]);
    expect(await code('logout', { token })).toBeUndefined();
    expect(await code('sessions', { token })).toBe('not-logged-in');
  });

  test('a guest: plays at once, is named later, once', async () => {
    const { body } = await call('guest');
    const token = String(body['sessionToken']);
    const name = (username: string) => ({ token, input: { username, password: PASSWORD } });
    await live.register('Katharina');
    expect(await code('nameGuest', name('katharina'))).toBe('taken');
    expect(await code('nameGuest', name('7'))).toBe('bad-value');
    expect((await call('nameGuest', name('Wilhelmina'))).body).toEqual({ username: 'Wilhelmina' });
    expect(await code('nameGuest', name('Johanna'))).toBe('not-allowed');
    expect(await code('login', { input: { username: 'wilhelmina', password: PASSWORD } })).toBeUndefined();
  });

  test('a ban ends sessions and is answered at the next login and refresh', async () => {
    const { accountId, username, refreshToken, sessionToken } = await live.register();
    const { database } = live.running.services;
    const wanted = {
      scope: 'account',
      subject: accountId,
      kind: 'login',
      reason: 'cheating',
      actorId: 'test',
    } as const;
    await ban({ database, clock: new NodeClock(), random: nodeRandom }, wanted);
    expect(await code('login', { input: { username, password: PASSWORD } })).toBe('banned');
    expect(await code('sessions', { token: sessionToken })).toBe('not-logged-in');
    expect(await code('refresh', { input: { refreshToken } })).toBe('not-logged-in');
    const neighbour = await live.register();
    await ban(
      { database, clock: new NodeClock(), random: nodeRandom },
      { ...wanted, scope: 'address', subject: '127.0.0.1' },
    );
    expect(await code('refresh', { input: { refreshToken: neighbour.refreshToken } })).toBe('banned');
    await database.batch([{ sql: `update ban set lifted_ms = 1 where scope = 'address'` }]);
  });

  test('a character: made, chosen, deleted, restored', async () => {
    const { sessionToken: token } = await live.register();
    const make = (name: string, faction = 'sun') => code('createCharacter', { token, input: { name, faction } });
    expect(await make('Aldric')).toBeUndefined();
    expect(await make('aldric')).toBe('taken');
    expect(await make('Bert', 'moon')).toBe('bad-value');
    expect(await make('Bert')).toBeUndefined();
    expect(await make('Cora')).toBe('limit-reached');
    const list = async () => (await call('characters', { token })).body['characters'] as { id: string; name: string }[];
    const [aldric, bert] = await list();
    expect([aldric, bert]).toMatchObject([
      { name: 'Aldric', faction: 'sun', level: 1, locationId: 'dawn-gate', selected: false },
      { name: 'Bert' },
    ]);
    const one = (id: string) => ({ token, input: { id, characterId: id } });
    expect(await code('selectCharacter', one(aldric!.id))).toBeUndefined();
    expect(await list()).toMatchObject([{ selected: true }, { selected: false }]);
    expect((await call('deleteCharacter', one(aldric!.id))).body['finalMs']).toBeGreaterThan(Date.now());
    expect(await code('deleteCharacter', one(bert!.id))).toBe('limit-reached');
    expect(await make('Cora')).toBeUndefined();
    expect(await code('restoreCharacter', one(aldric!.id))).toBe('limit-reached');
    for (const name of ['selectCharacter', 'deleteCharacter', 'restoreCharacter'] as const)
      expect(await code(name, one('nobody’s'))).toBe('not-found');
    const cora = (await list()).find(({ name }) => name === 'Cora')!;
    await live.running.services.database.batch([{ sql: 'delete from character where id = ?', values: [cora.id] }]);
    expect(await code('restoreCharacter', one(aldric!.id))).toBeUndefined();
  });

  test('whoever has no session, says too much, or asks for what is not declared', async () => {
    const { sessionToken: token } = await live.register();
    const { sessionToken: nobodys } = await live.register();
    const characterId = await live.character(token);
    await live.call('selectCharacter', { token, input: { characterId } });
    for (const name of names) {
      const route: ServiceRoute = apiRoutes[name];
      const input = { id: 'x', characterId: 'x', name: 'x', faction: 'x', username: 'x', password: 'x' };
      expect(await code(name, { token, input, query: '?token=1' })).toBe('bad-request');
      if (route.caller === 'character') expect(await code(name, { token: nobodys, input })).toBe('not-allowed');
      if (route.caller !== 'anyone') expect(await code(name, { input })).toBe('not-logged-in');
      if (Object.keys(route.body).length > 0)
        expect(await code(name, { token, input, body: longerThan(route.bodyBytes ?? BODY_LIMIT_BYTES) })).toBe(
          'too-large',
        );
    }
  });

  test('a refresh token that comes twice', async () => {
    const hasty = await new LiveServer({
      config: { database: url },
      accountLimits: { ...NO_LIMITS, refreshGraceMs: -1 },
    }).start();
    const { body } = await hasty.call('guest');
    const refresh = () => call('refresh', { input: { refreshToken: body['refreshToken'] } }, hasty);
    expect([(await refresh()).body.error, (await refresh()).body.error]).toEqual([undefined, 'token-reused']);
    await hasty.stop();
  });

  test('more than the rates allow', async () => {
    const narrow = await new LiveServer({ config: { database: url, requestsPerAddress: 1 } }).start();
    for (const name of names) {
      const input = { id: 'x', characterId: 'x', username: 'x', password: 'x' };
      const before = await call(name, { input, query: '?x=1' }, narrow);
      for (let last = before; last.body.error !== 'too-many';)
        last = await call(name, { input, query: '?x=1' }, narrow);
    }
    await narrow.stop();
  });

  test('more passwords than can be checked', async () => {
    const passwords = new FullPasswords();
    const full = await new LiveServer({ config: { database: url }, passwords }).start();
    const { username, sessionToken: token } = await full.register();
    const { body: guest } = await full.call('guest');
    passwords.full = true;
    const calls: Partial<Record<ApiRouteName, Called>> = {
      register: { input: { username: 'Rusher', password: PASSWORD } },
      login: { input: { username, password: PASSWORD } },
      password: { token, input: { oldPassword: PASSWORD, newPassword: `another ${PASSWORD}` } },
      nameGuest: { token: String(guest['sessionToken']), input: { username: 'Rushed', password: PASSWORD } },
    };
    for (const [name, called] of Object.entries(calls)) {
      const { status, headers, body } = await call(name as ApiRouteName, called, full);
      expect([name, status, body.error, headers.get('retry-after')]).toEqual([name, 503, 'overloaded', '1']);
    }
    await full.stop();
  });

  test('a rate of the accounts themselves says when to come again', async () => {
    const strict = await new LiveServer({ config: { database: url }, accountLimits: fewRates }).start();
    expect((await call('guest', {}, strict)).body.error).toBeUndefined();
    const { status, headers, body } = await call('guest', {}, strict);
    expect([status, body.error, Number(headers.get('retry-after')) > 3000]).toEqual([429, 'too-many', true]);
    expect(body['retryAfterMs']).toBeGreaterThan(3_000_000);
    await strict.stop();
  });

  test('a database that is gone for a while, and one that has lost a table', async () => {
    const broken = await new LiveServer({ config: { database: await databaseUrl() } }).start();
    const { sessionToken: token } = await broken.register();
    const { database } = broken.running.services;
    const input = { id: 'x', characterId: 'x', name: 'Xaver', faction: 'sun', username: 'Xaver', password: PASSWORD };
    const rest = { refreshToken: token, oldPassword: PASSWORD, newPassword: PASSWORD };
    const answered = async (name: ApiRouteName) =>
      (await call(name, { token, input: { ...input, ...rest } }, broken)).body;
    await database.batch([{ sql: 'alter table session rename to lost' }]);
    for (const name of names)
      expect(await answered(name)).toEqual({ error: 'failed', message: 'the server failed; its log says why' });
    await database.close();
    for (const name of names) expect(await answered(name)).toMatchObject({ error: 'overloaded', retryAfterMs: 1000 });
    expect((await fetch(`${broken.running.url}/healthz`)).status).toBe(503);
    await broken.stop();
  });

  test('every answer that is declared was seen above; what an area’s own routes add, in its own file', () => {
    expect(answers.unseenShared(names)).toEqual([]);
    expect(answers.unseenOwn(Object.keys({ ...authRoutes, ...characterRoutes }) as ApiRouteName[])).toEqual([]);
  });
});
