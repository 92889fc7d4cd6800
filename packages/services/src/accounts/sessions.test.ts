import { beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { codeOf, serviceWorld, type ServiceWorld } from '../testing/service-world.ts';
import { cleanUpSessions } from './cleanup.ts';
import { availableDatabases, emptied, migratedDatabase } from '../testing/migrated-database.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe.for(availableDatabases)('sessions on $name', (kind) => {
  let world: ServiceWorld;
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));
  beforeEach(async () => {
    world = await serviceWorld(await emptied(database));
  });
  const refresh = async (token: string) => (await world.sessions.refresh(token, world.client())).reply;
  const alive = (token: string) => codeOf(world.sessions.authenticate(token));
  const count = async (table: string) =>
    (await world.database.query(`select count(*) as count from ${table}`)).rows[0]!['count'];

  it('gives tokens of 32 random bytes and stores none of them', async () => {
    const { sessionToken, refreshToken } = await world.register('ann');
    for (const token of [sessionToken, refreshToken]) expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const { rows } = await world.database.query('select * from session_token');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(sessionToken);
    expect(JSON.stringify(rows)).not.toContain(refreshToken);
    // What is stored opens nothing either.
    expect(await alive(String(rows[0]!['access_sha256']))).toBe('not-logged-in');
  });

  it.each(['', 'x'.repeat(43), `' or 1=1 --`, '<script>', '\u0000', '\ud800', 'x'.repeat(100_000)])(
    'takes %j for no token',
    async (token) => {
      expect(await alive(token)).toBe('not-logged-in');
      expect(await codeOf(world.sessions.refresh(token, world.client()))).toBe('not-logged-in');
    },
  );

  it('end after an hour without use, and not before, however long they are used', async () => {
    const { sessionToken } = await world.register('ann');
    for (let time = 0; time < 4; time++) {
      world.clock.advance(59 * MINUTE_MS);
      expect(await alive(sessionToken)).toBe('done');
    }
    world.clock.advance(61 * MINUTE_MS);
    expect(await alive(sessionToken)).toBe('not-logged-in');
    const unused = await world.login('ann');
    world.clock.advance(HOUR_MS);
    expect(await alive(unused.sessionToken)).toBe('not-logged-in');
  });

  it('live as long as a socket uses them, over refreshes, and are found ended by it', async () => {
    const { sessionToken, refreshToken, caller } = await world.register('ann');
    const { sessionId } = caller;
    for (let time = 0; time < 3; time++) {
      world.clock.advance(59 * MINUTE_MS);
      expect(await world.sessions.alive(sessionId)).toEqual(caller);
    }
    world.clock.advance(59 * MINUTE_MS);
    expect(await alive(sessionToken)).toBe('done');
    const renewed = await refresh(refreshToken);
    world.clock.advance(59 * MINUTE_MS);
    expect(await world.sessions.alive(sessionId)).toEqual(caller);
    world.clock.advance(59 * MINUTE_MS);
    expect([await alive(renewed.sessionToken), await alive(sessionToken)]).toEqual(['done', 'not-logged-in']);
    await world.sessions.logout(caller);
    expect(await world.sessions.alive(sessionId)).toBeUndefined();
    expect(await world.sessions.alive('none')).toBeUndefined();
  });

  it('survive a restart: tokens, log-outs and revocations alike', async () => {
    const [kept, left] = [await world.register('ann'), await world.register('bob')];
    await world.sessions.logout(left.caller);
    const { sessions } = await world.restarted();
    expect(await sessions.authenticate(kept.sessionToken)).toMatchObject({ username: 'ann' });
    expect(await codeOf(sessions.authenticate(left.sessionToken))).toBe('not-logged-in');
    expect(await codeOf(sessions.refresh(left.refreshToken, world.client()))).toBe('not-logged-in');
  });

  it('are listed with their device, the newest first, and can be ended one by one', async () => {
    const here = await world.register('ann');
    world.clock.advance(1000);
    const there = await world.accounts.login(
      { username: 'ann', password: 'correct horse battery' },
      { address: '10.5.5.5', program: 'Phone <b>' },
    );
    const listed = await world.sessions.list(here.caller);
    expect(listed).toMatchObject([
      { address: '10.5.5.5', program: 'Phone <b>', current: false },
      { program: 'test', current: true },
    ]);
    const { notify } = await world.sessions.revoke(here.caller, listed[0]!.id);
    expect(notify).toEqual([{ kind: 'sessions-ended', sessionIds: [listed[0]!.id], reason: 'revoked' }]);
    expect(await alive(there.reply.sessionToken)).toBe('not-logged-in');
    expect(await codeOf(world.sessions.revoke(here.caller, listed[0]!.id))).toBe('not-found');
    const bob = await world.register('bob');
    expect(await codeOf(world.sessions.revoke(here.caller, bob.caller.sessionId))).toBe('not-found');
    expect(await alive(bob.sessionToken)).toBe('done');
  });

  it('end all others at one wish', async () => {
    const here = await world.register('ann');
    const others = [await world.login('ann'), await world.login('ann')];
    const { notify } = await world.sessions.revokeOthers(here.caller);
    expect(notify[0]?.sessionIds).toHaveLength(2);
    for (const { sessionToken } of others) expect(await alive(sessionToken)).toBe('not-logged-in');
    expect(await alive(here.sessionToken)).toBe('done');
  });

  describe('refreshing', () => {
    it('gives new tokens for the same session, and the old session token ends within 10 s', async () => {
      const first = await world.register('ann');
      const second = await refresh(first.refreshToken);
      expect(await world.sessions.authenticate(second.sessionToken)).toMatchObject({
        sessionId: first.caller.sessionId,
      });
      expect(await alive(first.sessionToken)).toBe('done');
      world.clock.advance(10_000);
      expect(await alive(first.sessionToken)).toBe('not-logged-in');
      expect(await alive(second.sessionToken)).toBe('done');
    });

    it('brings back a session whose token has expired, for 30 days', async () => {
      const first = await world.register('ann');
      world.clock.advance(29 * DAY_MS);
      const second = await refresh(first.refreshToken);
      expect(await alive(second.sessionToken)).toBe('done');
      world.clock.advance(30 * DAY_MS);
      expect(await codeOf(refresh(second.refreshToken))).toBe('not-logged-in');
    });

    it('works again within 10 s for whoever missed the answer', async () => {
      const { refreshToken } = await world.register('ann');
      const missed = await refresh(refreshToken);
      world.clock.advance(10_000);
      const heard = await refresh(refreshToken);
      expect(heard.refreshToken).not.toBe(missed.refreshToken);
      expect(await alive(heard.sessionToken)).toBe('done');
      expect((await refresh(heard.refreshToken)).accountId).toBe(heard.accountId);
    });

    it('with a used token after 10 s ends the session for good, through a restart too', async () => {
      const first = await world.register('ann');
      const second = await refresh(first.refreshToken);
      world.clock.advance(10_001);
      const error = await world.sessions.refresh(first.refreshToken, world.client()).catch((thrown) => thrown);
      expect(error).toMatchObject({
        code: 'token-reused',
        notify: [{ kind: 'sessions-ended', sessionIds: [first.caller.sessionId], reason: 'token-reused' }],
      });
      const { sessions } = await world.restarted();
      expect(await codeOf(sessions.authenticate(second.sessionToken))).toBe('not-logged-in');
      expect(await codeOf(sessions.refresh(second.refreshToken, world.client()))).toBe('not-logged-in');
      expect(await codeOf(sessions.refresh(first.refreshToken, world.client()))).toBe('token-reused');
      const again = await world.sessions.refresh(first.refreshToken, world.client()).catch((thrown) => thrown);
      expect(again.notify).toEqual([]);
    });

    it('with a used token within 10 s ends the session once its successor was used', async () => {
      const first = await world.register('ann');
      const second = await refresh(first.refreshToken);
      const third = await refresh(second.refreshToken);
      expect(await codeOf(refresh(first.refreshToken))).toBe('token-reused');
      expect(await alive(third.sessionToken)).toBe('not-logged-in');
    });

    it('at the same time gives tokens to each, all of one session', async () => {
      const { refreshToken, caller } = await world.register('ann');
      const all = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
      expect(new Set(all.map((one) => one.sessionToken)).size).toBe(5);
      for (const one of all)
        expect((await world.sessions.authenticate(one.sessionToken)).sessionId).toBe(caller.sessionId);
    });

    it('is limited to 60 a minute from one address', async () => {
      const client = world.client();
      for (let time = 0; time < 60; time++) await codeOf(world.sessions.refresh('none', client));
      expect(await codeOf(world.sessions.refresh('none', client))).toBe('too-many');
    });
  });

  it('are forgotten by the cleanup when nothing can use them any more, and not before', async () => {
    const ann = await world.register('ann');
    const bob = await world.register('bob');
    await world.sessions.logout(bob.caller);
    expect(await cleanUpSessions(world)).toMatchObject({ tokens: 0, sessions: 0 });
    world.clock.advance(8 * DAY_MS);
    expect(await cleanUpSessions(world)).toMatchObject({ tokens: 1, sessions: 1, buckets: expect.any(Number) });
    expect(await count('throttle')).toBe(0);
    expect(await codeOf(refresh(ann.refreshToken))).toBe('done');
    world.clock.advance(31 * DAY_MS);
    expect(await cleanUpSessions(world)).toMatchObject({ tokens: 2, sessions: 1 });
    expect([await count('session'), await count('session_token'), await count('account')]).toEqual([0, 0, 2]);
  });
});
