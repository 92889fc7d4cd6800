/** Each success and refusal that the routes of queues, ratings, boards, bans and identities declare, on both databases. */
import { createServer, type Server } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { banRoutes, boardRoutes, identityRoutes, matchRoutes, type ApiRouteName } from '@rubato/protocol';
import { ban, type Queue } from '@rubato/services';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { NodeClock } from '../node/node-clock.ts';
import { nodeRandom } from '../node/node-random.ts';
import { Answers } from './testing/answers.ts';
import { LiveServer } from './testing/live-server.ts';

const names = Object.keys({ ...matchRoutes, ...boardRoutes, ...banRoutes, ...identityRoutes }) as ApiRouteName[];
const duel: Queue = {
  name: 'duel',
  // No room can be opened for it: what is asked here is the search.
  game: 'none',
  mode: 'duel',
  settings: '',
  teams: 2,
  teamSize: 1,
  ladder: 'duel',
  ranked: true,
  ratingGap: [{ afterMs: 0, value: 5000 }],
  regions: ['local'],
  regionReach: [{ afterMs: 0, value: 1 }],
  ticketMs: 60_000,
  acceptMs: 60_000,
  backfill: false,
  limit: 2,
};
const AUDIENCE = 'rubato-client';

onBothDatabases((databaseUrl) => {
  let live: LiveServer;
  let issuer: string;
  let issuerServer: Server;
  let sign: (subject: string, audience?: string) => Promise<string>;
  const answers = new Answers();

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }];
    issuerServer = createServer((request, response) => {
      const body = request.url === '/keys' ? { keys } : { issuer, jwks_uri: `${issuer}/keys` };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => issuerServer.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(issuerServer.address() as { port: number }).port}`;
    sign = (subject, audience = AUDIENCE) =>
      new SignJWT({ sub: subject })
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime('5m')
        .sign(privateKey);
    const plain = { order: 'highest', reset: 'never', keptPeriods: 1 } as const;
    live = await new LiveServer({
      config: { database: await databaseUrl(), identityIssuers: [`${issuer} ${AUDIENCE}`, 'http://127.0.0.1:1 away'] },
      queues: [duel, { ...duel, name: 'pairs', teamSize: 2, ranked: false }],
      ladders: [{ name: 'duel', periodMs: 1e9 }],
      boards: [
        { ...plain, name: 'open', operation: 'incr', writers: 'players' },
        { ...plain, name: 'closed', operation: 'set', writers: 'server' },
      ],
    }).start();
  });
  afterAll(async () => {
    await live.stop();
    await new Promise((resolve) => issuerServer.close(resolve));
  });

  const guest = async () => {
    const { sessionToken: token, accountId } = await live.guest();
    return { token, accountId };
  };
  type Person = Awaited<ReturnType<typeof guest>>;
  const call = async (person: Person | undefined, name: ApiRouteName, input: object = {}, query = '') =>
    (await answers.call(live, name, { token: person?.token, input: { ...input }, query })).body;
  const code = async (...called: Parameters<typeof call>) => (await call(...called)).error;

  test('a search: begun, looked at, offered, accepted, declined', async () => {
    const [ann, bob, cem] = [await guest(), await guest(), await guest()];
    expect((await call(undefined, 'queues'))['queues']).toMatchObject([
      { name: 'duel', acceptMs: 60_000 },
      { name: 'pairs' },
    ]);
    expect(await call(ann, 'searchStatus')).toEqual({ state: 'none' });
    const search = (who: Person, more: object = {}) => call(who, 'searchMatch', { queue: 'duel', ...more });
    expect((await search(ann, { regions: ['moon'] })).error).toBe('bad-value');
    expect((await search(ann, { queue: 'none' })).error).toBe('not-found');
    expect((await search(ann, { queue: 'pairs', party: true })).error).toBe('not-found');
    expect(await search(ann)).toMatchObject({ state: 'waiting', queue: 'duel', players: 1 });
    expect((await search(ann)).error).toBe('conflict');
    await vi.waitFor(async () => expect(await call(ann, 'searchStatus')).toHaveProperty('why'), { timeout: 20_000 });
    await search(bob);
    expect((await search(cem)).error).toBe('limit-reached');
    const offered = await vi.waitFor(
      async () => {
        const { match } = (await call(ann, 'searchStatus')) as { match?: { id: string; state: string } };
        expect(match?.state).toBe('offered');
        return match!;
      },
      { timeout: 20_000 },
    );
    expect(await code(cem, 'acceptMatch', { matchId: offered.id })).toBe('not-found');
    expect(await call(ann, 'acceptMatch', { matchId: offered.id })).toMatchObject({ state: 'offered' });
    // Another server decides, and is slow: the time to accept is over all the same.
    const { database } = live.running.services;
    await database.batch([
      { sql: `update lease set holder = 'another', expires_ms = ?`, values: [Date.now() + 3_600_000] },
      { sql: 'update found_match set deadline_ms = 1 where id = ?', values: [offered.id] },
    ]);
    expect(await code(bob, 'acceptMatch', { matchId: offered.id })).toBe('conflict');
    expect(await call(ann, 'cancelSearch')).toMatchObject({ state: 'cancelled' });
    expect(await code(ann, 'cancelSearch')).toBe('not-found');
    await database.batch([{ sql: 'update lease set expires_ms = 0' }]);
    expect(await call(bob, 'cancelSearch')).toMatchObject({ state: 'cancelled' });
  });

  test('a search of somebody banned from ranked matches, and of a party by a member', async () => {
    const { database } = live.running.services;
    const [eve, member, leader] = [await guest(), await guest(), await guest()];
    const wanted = {
      scope: 'account',
      subject: eve.accountId,
      kind: 'ranked',
      reason: 'boosts',
      actorId: 'x',
    } as const;
    await ban({ database, clock: new NodeClock(), random: nodeRandom }, wanted);
    expect(await code(eve, 'searchMatch', { queue: 'duel' })).toBe('banned');
    const ids: string[] = [];
    for (const who of [leader, member]) {
      const id = await live.character(who.token);
      await live.call('selectCharacter', { token: who.token, input: { characterId: id } });
      ids.push(id);
    }
    const party = `insert into party (id, name, leader_id, max_size, version, created_ms) values (?, 'p', ?, 6, 1, 0)`;
    await database.batch([
      { sql: party, values: [`p${ids[0]}`.slice(0, 36), ids[0]!] },
      ...ids.map((id, at) => ({
        sql: 'insert into party_member (character_id, party_id, place, joined_ms) values (?, ?, ?, 0)',
        values: [id, `p${ids[0]}`.slice(0, 36), at],
      })),
    ]);
    expect(await code(member, 'searchMatch', { queue: 'pairs', party: true })).toBe('not-allowed');
    expect(await call(leader, 'searchMatch', { queue: 'pairs', party: true })).toMatchObject({ players: 2 });
    expect(await call(member, 'cancelSearch')).toMatchObject({ state: 'cancelled' });
  });

  test('ratings and boards', async () => {
    const { ratings } = live.running.services;
    const [ann, bob] = [await guest(), await guest()];
    await ratings.record({
      matchId: `m ${ann.accountId}`,
      ladder: 'duel',
      teams: [ann, bob].map(({ accountId }, at) => ({ place: at + 1, members: [accountId] })),
    });
    expect((await call(ann, 'ratings'))['ratings']).toMatchObject([{ ladder: 'duel', matches: 1 }]);
    expect((await call(ann, 'ratingHistory', { ladder: 'duel' }))['changes']).toMatchObject([{ number: 1, place: 1 }]);
    expect((await call(ann, 'ratingHistory', { ladder: 'duel' }, '?before=1'))['changes']).toEqual([]);
    expect(await code(ann, 'ratingHistory', { ladder: 'none' })).toBe('not-found');
    expect((await call(undefined, 'boards'))['boards']).toMatchObject([{ name: 'open' }, { name: 'closed' }]);
    const submit = (board: string, amount: number) => call(ann, 'submitScore', { board, amount, key: 'k' });
    expect([await submit('open', -3), await submit('open', 9)]).toEqual([{ counted: true }, { counted: false }]);
    expect((await submit('open', 0.5)).error).toBe('bad-value');
    expect((await submit('none', 1)).error).toBe('not-found');
    expect((await submit('closed', 1)).error).toBe('not-allowed');
    expect((await call(undefined, 'board', { board: 'open' }))['entries']).toMatchObject([{ rank: 1, score: -3 }]);
    expect(await code(undefined, 'board', { board: 'open' }, '?after=x')).toBe('bad-value');
    expect(await code(undefined, 'board', { board: 'none' })).toBe('not-found');
    expect(await call(ann, 'boardAround', { board: 'open' }, '?count=3')).toMatchObject({
      own: { score: -3 },
      above: [],
    });
    expect(await code(bob, 'boardAround', { board: 'open' })).toBe('not-found');
  });

  test('own bans and notes on them', async () => {
    const { database } = live.running.services;
    const eve = await guest();
    const wanted = { scope: 'account', subject: eve.accountId, kind: 'chat', reason: 'rude', actorId: 'x' } as const;
    const { reply } = await ban({ database, clock: new NodeClock(), random: nodeRandom }, wanted);
    expect((await call(eve, 'bans'))['bans']).toMatchObject([{ id: reply.id, reason: 'rude' }]);
    expect(await code(eve, 'appealBan', { id: reply.id, note: 'sorry' })).toBeUndefined();
    expect(await code(eve, 'appealBan', { id: reply.id, note: ' ' })).toBe('bad-value');
    expect(await code(eve, 'appealBan', { id: 'none', note: 'sorry' })).toBe('not-found');
  });

  test('logins by an external issuer: the first makes an account, a link leads to one’s own', async () => {
    expect((await call(undefined, 'issuers'))['issuers']).toMatchObject([{ issuer, audience: AUDIENCE }, {}]);
    const login = async (subject: string) => call(undefined, 'identityLogin', { issuer, idToken: await sign(subject) });
    const first = await login('person-1');
    expect((await login('person-1'))['accountId']).toBe(first['accountId']);
    expect((await login('person-2'))['accountId']).not.toBe(first['accountId']);
    const own = await guest();
    const link = async (subject: string) => code(own, 'linkIdentity', { issuer, idToken: await sign(subject) });
    expect([await link('person-3'), await link('person-3'), await link('person-1')]).toEqual([
      undefined,
      undefined,
      'taken',
    ]);
    expect((await login('person-3'))['accountId']).toBe(own.accountId);
    for (const idToken of ['', 'a.b.c', await sign('x', 'another')]) {
      expect(await code(undefined, 'identityLogin', { issuer, idToken })).toBe('wrong-credentials');
      expect(await code(own, 'linkIdentity', { issuer, idToken })).toBe('wrong-credentials');
    }
    const idToken = await sign('x');
    expect(await code(undefined, 'identityLogin', { issuer: 'https://evil.example', idToken })).toBe(
      'wrong-credentials',
    );
    expect(await code(undefined, 'identityLogin', { issuer: 'http://127.0.0.1:1', idToken })).toBe('overloaded');
    const { database } = live.running.services;
    const wanted = {
      scope: 'account',
      subject: String(first['accountId']),
      kind: 'login',
      reason: 'x',
      actorId: 'x',
    } as const;
    await ban({ database, clock: new NodeClock(), random: nodeRandom }, wanted);
    expect((await login('person-1')).error).toBe('banned');
  });

  test('every answer that these routes declare was seen above', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
