import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { codeOf, PASSWORD, serviceWorld, type ServiceWorld } from '../testing/service-world.ts';
import { activeBan, appeal, ban, bansOf, liftBan } from './bans.ts';
import { exportAccount } from './export-account.ts';
import { availableDatabases, emptied, migratedDatabase } from '../testing/migrated-database.ts';

const MINUTE_MS = 60_000;
const WRONG = 'incorrect horse';

describe.for(availableDatabases)('accounts on $name', (kind) => {
  let world: ServiceWorld;
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  const fresh = async (limits = {}) => {
    world = await serviceWorld(await emptied(database), limits);
    return world;
  };
  const loginAt = (address: string, username: string, password: string) =>
    codeOf(world.accounts.login({ username, password }, { address, program: 'test' }));

  describe('registering', () => {
    it('makes an account that can log in at once and later, under any way to write its name', async () => {
      await fresh();
      const ann = await world.register('Ann.Archer');
      expect(ann).toMatchObject({
        username: 'Ann.Archer',
        caller: { username: 'Ann.Archer', role: 'player', guest: false },
      });
      const again = await world.login('ANN ARCHER');
      expect(again.accountId).toBe(ann.accountId);
      expect(again.sessionToken).not.toBe(ann.sessionToken);
    });

    it('refuses a name that looks like one that is taken, also when both come at once', async () => {
      await fresh({ registerPerAddress: { tokens: 100, perMs: MINUTE_MS } });
      await world.register('paula');
      for (const username of ['Paula', 'pau1a', 'раula'.replace('ра', 'pä'), 'PAULA', 'p.aula'])
        expect([username, await codeOf(world.register(username))]).toEqual([username, 'taken']);
      const both = await Promise.all([codeOf(world.register('twin')), codeOf(world.register('TWIN'))]);
      expect(both.sort()).toEqual(['done', 'taken']);
    });

    it('refuses an e-mail address that is taken, whatever its case, and what is none', async () => {
      await fresh();
      const register = (username: string, email: string) =>
        codeOf(world.accounts.register({ username, password: PASSWORD, email }, world.client()));
      expect(await register('first', 'Ann@Example.org')).toBe('done');
      expect(await register('second', 'ann@example.ORG')).toBe('taken');
      for (const email of ['ann', 'ann@home', 'a b@example.org', '<b>@example.org', `${'a'.repeat(250)}@example.org`])
        expect([email, await register('third', email)]).toEqual([email, 'bad-value']);
    });

    it('takes passwords of 8 to 128 bytes, counted after NFKC, and hashes no others', async () => {
      await fresh();
      const before = world.passwords.hashes;
      const register = (username: string, password: string) =>
        codeOf(world.accounts.register({ username, password }, world.client()));
      expect(await register('short', '1234567')).toBe('bad-value');
      expect(await register('long', 'é'.repeat(64) + '!')).toBe('bad-value');
      expect(world.passwords.hashes).toBe(before);
      expect(await register('least', '12345678')).toBe('done');
      expect(await register('most', 'é'.repeat(64))).toBe('done');
      // e and a combining acute: the same password from another keyboard.
      expect((await world.login('most', 'e\u0301'.repeat(64))).username).toBe('most');
    });

    it('lets three register from one address in an hour, and a restart does not forget it', async () => {
      await fresh();
      const register = (accounts = world.accounts, name = 'x') =>
        accounts.register({ username: name, password: PASSWORD }, { address: '10.9.9.9', program: 'test' });
      for (const name of ['one', 'two', 'three']) await register(world.accounts, name);
      expect(await codeOf(register(world.accounts, 'four'))).toBe('too-many');
      const restarted = await world.restarted();
      await expect(register(restarted, 'four')).rejects.toMatchObject({
        code: 'too-many',
        retryAfterMs: 20 * MINUTE_MS,
      });
      world.clock.advance(20 * MINUTE_MS);
      expect(await codeOf(register(restarted, 'four'))).toBe('done');
    });
  });

  describe('logging in', () => {
    it('verifies one hash for an unknown name as for a wrong password, and answers the same', async () => {
      await fresh();
      await world.register('known');
      const answers = [];
      for (const name of ['known', 'unknown']) {
        world.passwords.verifications = [];
        const { hashes } = world.passwords;
        const error = await world.accounts
          .login({ username: name, password: WRONG }, world.client())
          .catch((thrown) => thrown);
        answers.push({
          ...error,
          message: error.message,
          // Of a real hash: anything else would be answered at once.
          verified: world.passwords.verifications.filter((hash) => hash.startsWith('cost 1: ')).length,
          hashed: world.passwords.hashes - hashes,
        });
      }
      expect(answers[0]).toMatchObject({ code: 'wrong-credentials', verified: 1, hashed: 0 });
      expect(answers[1]).toEqual(answers[0]);
    });

    it('verifies a hash too where an account has no password', async () => {
      await fresh();
      const { reply: guest } = await world.accounts.guest(world.client());
      world.passwords.verifications = [];
      expect(await codeOf(world.login(guest.username))).toBe('wrong-credentials');
      expect(world.passwords.verifications).toEqual([expect.stringMatching(/^cost 1: /)]);
    });

    it('answers the sixth failed login of a name within a minute with too-many, from wherever it comes', async () => {
      await fresh();
      await world.register('victim');
      for (let time = 0; time < 5; time++)
        expect(await loginAt(`10.1.0.${time}`, 'victim', WRONG)).toBe('wrong-credentials');
      expect(await loginAt('10.1.0.6', 'VICT1M', PASSWORD)).toBe('too-many');
      expect(await loginAt('10.1.0.6', 'other', WRONG)).toBe('wrong-credentials');
      world.clock.advance(12_000);
      expect(await loginAt('10.1.0.6', 'victim', PASSWORD)).toBe('done');
    });

    it('throttles an unknown name like a known one', async () => {
      await fresh();
      for (let time = 0; time < 5; time++) await loginAt(`10.1.0.${time}`, 'nobody', WRONG);
      expect(await loginAt('10.1.0.9', 'nobody', WRONG)).toBe('too-many');
    });

    it('does not count logins that succeed against the name', async () => {
      await fresh();
      await world.register('often');
      for (let time = 0; time < 12; time++) expect(await codeOf(world.login('often'))).toBe('done');
    });

    it('lets 20 log in from one address in a minute, also when they come at once', async () => {
      await fresh();
      const codes = await Promise.all(
        Array.from({ length: 25 }, (_, index) => loginAt('10.2.0.1', `name${index}`, WRONG)),
      );
      expect(codes.filter((code) => code === 'wrong-credentials')).toHaveLength(20);
      expect(codes.filter((code) => code === 'too-many')).toHaveLength(5);
    });

    it('hashes anew at a login when the cost has risen, and only then', async () => {
      await fresh();
      await world.register('old');
      world.passwords.cost = 2;
      const { hashes } = world.passwords;
      await world.login('old');
      await world.login('old');
      expect(world.passwords.hashes - hashes).toBe(1);
    });

    it('answers overloaded when too many hashes wait', async () => {
      await fresh();
      await world.register('ann');
      world.passwords.overloaded = true;
      expect(await codeOf(world.login('ann'))).toBe('overloaded');
      expect(await codeOf(world.register('bob'))).toBe('overloaded');
    });

    it('ends the session unused for longest when there are too many', async () => {
      await fresh({ sessionsPerAccount: 2 });
      const first = await world.register('many');
      world.clock.advance(1);
      await world.login('many');
      world.clock.advance(1);
      const third = await world.accounts.login({ username: 'many', password: PASSWORD }, world.client());
      expect(third.notify).toEqual([
        { kind: 'sessions-ended', sessionIds: [first.caller.sessionId], reason: 'too-many-sessions' },
      ]);
      expect(await codeOf(world.sessions.authenticate(first.sessionToken))).toBe('not-logged-in');
    });
  });

  describe('bans', () => {
    it('tell only who knows the password', async () => {
      await fresh();
      const { accountId } = await world.register('rude');
      await ban(world.context, {
        scope: 'account',
        subject: accountId,
        kind: 'login',
        reason: 'spam <b>',
        actorId: 'admin',
      });
      expect(await codeOf(world.login('rude', WRONG))).toBe('wrong-credentials');
      await expect(world.login('rude')).rejects.toMatchObject({
        code: 'banned',
        message: 'banned from login for good: spam <b>',
      });
    });

    it('end the account’s sessions, and its refresh tokens buy nothing', async () => {
      await fresh();
      const { accountId, sessionToken, refreshToken, caller } = await world.register('rude');
      const { notify } = await ban(world.context, {
        scope: 'account',
        subject: accountId,
        kind: 'login',
        reason: 'x',
        actorId: 'admin',
      });
      expect(notify).toEqual([{ kind: 'sessions-ended', sessionIds: [caller.sessionId], reason: 'banned' }]);
      expect(await codeOf(world.sessions.authenticate(sessionToken))).toBe('not-logged-in');
      expect(await codeOf(world.sessions.refresh(refreshToken, world.client()))).toBe('not-logged-in');
    });

    it('of an address keep everyone there out, also from refreshing, and nobody elsewhere', async () => {
      await fresh();
      const { refreshToken } = await world.register('ann');
      await ban(world.context, { scope: 'address', subject: '10.7.7.7', kind: 'login', reason: 'x', actorId: 'admin' });
      expect(await loginAt('10.7.7.7', 'ann', PASSWORD)).toBe('banned');
      expect(await loginAt('10.7.7.8', 'ann', PASSWORD)).toBe('done');
      expect(await codeOf(world.sessions.refresh(refreshToken, { address: '10.7.7.7', program: '' }))).toBe('banned');
      expect(await codeOf(world.sessions.refresh(refreshToken, world.client()))).toBe('done');
    });

    it('expire, can be lifted once, and carry the note of the banned', async () => {
      await fresh();
      const { accountId, caller } = await world.register('rude');
      const wanted = { scope: 'account', subject: accountId, kind: 'login', reason: 'x', actorId: 'admin' } as const;
      await ban(world.context, { ...wanted, durationMs: MINUTE_MS });
      expect(await codeOf(world.login('rude'))).toBe('banned');
      world.clock.advance(MINUTE_MS);
      expect(await codeOf(world.login('rude'))).toBe('done');
      const { reply } = await ban(world.context, { ...wanted, kind: 'chat' });
      const at = { accountId, address: '' };
      const other = await world.register('other');
      expect(await codeOf(appeal(world.context, { banId: reply.id, accountId: other.accountId, note: 'me' }))).toBe(
        'not-found',
      );
      await appeal(world.context, { banId: reply.id, accountId: caller.accountId, note: 'it was my cat' });
      expect(await activeBan(world.database, at, { kind: 'chat', nowMs: world.clock.wallMs() })).toMatchObject({
        appeal: 'it was my cat',
      });
      expect(await codeOf(world.login('rude'))).toBe('done');
      await liftBan(world.context, reply.id);
      expect(await codeOf(liftBan(world.context, reply.id))).toBe('not-found');
      expect(await activeBan(world.database, at, { kind: 'chat', nowMs: world.clock.wallMs() })).toBeUndefined();
      expect(await bansOf(world.database, at)).toHaveLength(1);
    });
  });

  describe('guests', () => {
    it('play at once and can be named once, keeping their session', async () => {
      await fresh();
      const { reply } = await world.accounts.guest(world.client());
      const caller = await world.sessions.authenticate(reply.sessionToken);
      expect(caller).toMatchObject({ guest: true, username: expect.stringMatching(/^guest-\d+$/) });
      await world.register('taken');
      const name = (username: string) =>
        codeOf(world.accounts.upgradeGuest(caller, { username, password: PASSWORD }, world.client()));
      expect(await name('TAKEN')).toBe('taken');
      // One of the two comes first; the other meets its name, or an account that is a guest no more.
      const [first, second] = (await Promise.all([name('newcomer'), name('newcomer')])).sort();
      expect(first).toBe('done');
      expect(['not-allowed', 'taken']).toContain(second);
      expect(await world.sessions.authenticate(reply.sessionToken)).toMatchObject({
        guest: false,
        username: 'newcomer',
      });
      expect((await world.login('newcomer')).accountId).toBe(reply.accountId);
    });

    it('come ten an hour from one address', async () => {
      await fresh();
      const client = world.client();
      for (let time = 0; time < 10; time++) await world.accounts.guest(client);
      expect(await codeOf(world.accounts.guest(client))).toBe('too-many');
    });
  });

  describe('changing the password', () => {
    it('needs the old one, ends every other session and keeps this one', async () => {
      await fresh();
      const here = await world.register('ann');
      const there = await world.login('ann');
      const change = (oldPassword: string, newPassword = 'new password') =>
        world.accounts.changePassword(here.caller, { oldPassword, newPassword });
      expect(await codeOf(change(WRONG))).toBe('wrong-credentials');
      expect(await codeOf(change(PASSWORD, 'short'))).toBe('bad-value');
      const { notify } = await change(PASSWORD);
      expect(notify).toMatchObject([{ reason: 'password-changed', sessionIds: [expect.any(String)] }]);
      expect(await codeOf(world.sessions.authenticate(there.sessionToken))).toBe('not-logged-in');
      expect(await codeOf(world.sessions.authenticate(here.sessionToken))).toBe('done');
      expect(await codeOf(world.login('ann'))).toBe('wrong-credentials');
      expect(await codeOf(world.login('ann', 'new password'))).toBe('done');
    });

    it('is no way around the limit of five guesses', async () => {
      await fresh();
      const { caller } = await world.register('ann');
      const guess = () =>
        codeOf(world.accounts.changePassword(caller, { oldPassword: WRONG, newPassword: 'new password' }));
      for (let time = 0; time < 5; time++) expect(await guess()).toBe('wrong-credentials');
      expect(await guess()).toBe('too-many');
    });
  });

  describe('identities from elsewhere', () => {
    const identity = { issuer: 'https://id.example', subject: `o'brien"; --` };

    it('make one account, however often and at once they come', async () => {
      await fresh();
      const come = () => world.accounts.loginWithIdentity(identity, world.client());
      const [first, ...again] = [...(await Promise.all([come(), come(), come()])), await come()];
      expect(new Set(again.map(({ reply }) => reply.accountId))).toEqual(new Set([first!.reply.accountId]));
      expect((await world.database.query('select count(*) as count from account')).rows).toEqual([{ count: 1 }]);
      const other = await world.accounts.loginWithIdentity(
        { ...identity, issuer: 'https://other.example' },
        world.client(),
      );
      expect(other.reply.accountId).not.toBe(first!.reply.accountId);
    });

    it('can be linked to an account, but not to a second one', async () => {
      await fresh();
      const [ann, bob] = [await world.register('ann'), await world.register('bob')];
      await world.accounts.linkIdentity(ann.caller, identity);
      await world.accounts.linkIdentity(ann.caller, identity);
      expect(await codeOf(world.accounts.linkIdentity(bob.caller, identity))).toBe('taken');
      expect((await world.accounts.loginWithIdentity(identity, world.client())).reply.accountId).toBe(ann.accountId);
      await ban(world.context, {
        scope: 'account',
        subject: ann.accountId,
        kind: 'login',
        reason: 'x',
        actorId: 'admin',
      });
      expect(await codeOf(world.accounts.loginWithIdentity(identity, world.client()))).toBe('banned');
    });
  });

  describe('export', () => {
    it('holds all of the account, nothing of others, and no secret', async () => {
      await fresh();
      const ann = await world.register('ann');
      await world.register('bob');
      const client = { address: '10.0.0.1', program: `<script>alert(1)</script>'; drop table account; --\u0000` };
      await world.accounts.login({ username: 'ann', password: PASSWORD }, client);
      const data = await exportAccount(world.database, { accountId: ann.accountId, nowMs: world.clock.wallMs() });
      expect(data.tables['account']).toMatchObject([{ username: 'ann' }]);
      expect(data.tables['session']).toHaveLength(2);
      expect(data.tables['session']!.map(({ program }) => program).sort()).toEqual([
        client.program.slice(0, -1),
        'test',
      ]);
      const text = JSON.stringify(data);
      for (const secret of ['password_hash', 'sha256', 'cost 1', 'bob', ann.sessionToken, ann.refreshToken])
        expect(text).not.toContain(secret);
      expect(await codeOf(exportAccount(world.database, { accountId: 'nobody', nowMs: 0 }))).toBe('not-found');
    });
  });
});
