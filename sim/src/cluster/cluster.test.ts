/** Two real servers with one PostgreSQL and one Redis are one world to their players, also when one of them is killed. */
import { createApi, createServiceClient, type HandlerData } from '@rubato/client';
import { connectWebSocket, NodeClock, nodeRandom } from '@rubato/server';
import pg from 'pg';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { havePostgres, startPostgres, type PostgresServer } from '../../../tools/provision/postgres-server.ts';
import { haveRedis, startRedis, type RedisServer } from '../../../tools/provision/redis-server.ts';
import { CLUSTER_MAIN, startServerProcess, type ServerProcess } from '../../../tools/provision/server-process.ts';

const patience = { timeout: 60_000, interval: 20 };
const MINUTES = 60_000;
const SHARD = 'shard-11';

const clock = new NodeClock();
/** By somebody until she is heard. */
const TIMES_SAID = 40;
const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

describe.skipIf(!haveRedis || !havePostgres)('two servers of one world', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-cluster-'));
  let postgres: PostgresServer;
  let redis: RedisServer;
  let database: string;
  /** The first one to start runs the world. */
  let first: ServerProcess;
  let second: ServerProcess;
  const clients: { disconnect(): void }[] = [];

  const start = (name: string, port = 0) => {
    const more = [database, redis.url, JSON.stringify({ config: { publicUrl: `ws://${name}.example` } })];
    return startServerProcess(join(folder, name), port, { main: CLUSTER_MAIN, more });
  };
  const asked = async <R extends pg.QueryResultRow>(sql: string): Promise<readonly R[]> => {
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    return (await client.query<R>(sql).finally(() => client.end())).rows;
  };
  /** Which server decides who plays whom. */
  const decider = async () =>
    (await asked<{ holder: string }>(`select holder from lease where name = 'matchmaking'`))[0]?.holder;

  /** It asks at its start; the answer is on its way then. */
  const seesWorld = ({ port }: ServerProcess) =>
    vi.waitFor(() => createApi({ baseUrl: `http://127.0.0.1:${port}` }).worldState(), patience);

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    database = await postgres.freshDatabase();
    first = await start('first');
    second = await start('second');
    await seesWorld(second);
  }, 2 * MINUTES);
  afterAll(async () => {
    for (const client of clients) client.disconnect();
    await Promise.all([first, second].map((server) => server?.kill()));
    await Promise.all([redis?.stop(), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Somebody whose program knows both servers, and begins with the one named first. */
  async function player(name: string, servers: readonly ServerProcess[]) {
    const api = createApi({ baseUrl: servers.map(({ port }) => `http://127.0.0.1:${port}`) });
    await api.guest();
    const client = createServiceClient({
      url: servers.map(({ port }) => `ws://127.0.0.1:${port}/ws`),
      api,
      dial: (url) => connectWebSocket(url),
      clock,
      random: nodeRandom,
      program: 'sim 1',
      backoff: { firstMs: 50, maxMs: 500 },
      requestTimeoutMs: 30_000,
    });
    clients.push(client);
    await client.connect();
    const character = await client.createCharacter(name, 'tidebound');
    await client.selectCharacter(character.id);
    const heard: string[] = [];
    for (const type of ['CHAT', 'WHISPER', 'PARTY_CHAT'] as const)
      client.registerHandler(type, ({ message }: { readonly message: string }) => heard.push(`${type} ${message}`));
    const invites: HandlerData<'PARTY_INVITE'>[] = [];
    client.registerHandler('PARTY_INVITE', (invite) => invites.push(invite));
    const hears = async (what: string) => {
      await expect.poll(() => heard, patience).toContain(what);
    };
    const found: HandlerData<'MATCH_FOUND'>[] = [];
    client.registerHandler('MATCH_FOUND', (match) => found.push(match));
    const gold = async () => (await api.balances()).balances.find(({ asset }) => asset === 'gold')?.amount ?? 0;
    return { api, client, character, heard, hears, invites, found, gold };
  }
  type Player = Awaited<ReturnType<typeof player>>;

  /**
   * Says it until it was heard, as what is told while the bus is down is told to nobody else: slowly enough for the flood
   * control, and in other words each time, as the same ones would be refused.
   */
  async function untilHeard(say: (text: string) => Promise<unknown>, by: Player, what: string): Promise<void> {
    const heard = () => by.heard.some((one) => one.startsWith(what));
    const text = what.slice(what.indexOf(' ') + 1);
    for (let time = 1; time <= TIMES_SAID && !heard(); time++) {
      await say(`${text} (${time})`).catch(() => {});
      for (let waited = 0; waited < 1250 && !heard(); waited += 20) await sleep(20);
    }
    expect(by.heard).toContainEqual(expect.stringContaining(what));
  }

  let ann: Player;
  let bob: Player;
  let decidedBefore: string | undefined;

  test('a login on one is good on the other, and its end is the end on both', async () => {
    [ann, bob] = [await player('Anselma', [first, second]), await player('Bertrada', [second, first])];
    const cem = await player('Clotilda', [second, first]);
    const elsewhere = createApi({
      baseUrl: `http://127.0.0.1:${first.port}`,
      token: (await cem.api.freshToken())!,
    });
    expect((await elsewhere.characters()).characters).toMatchObject([{ name: 'Clotilda' }]);
    await elsewhere.logout();
    await expect.poll(() => cem.client.state, patience).toBe('failed');
    await expect(cem.api.characters()).rejects.toMatchObject({ status: 401 });
  });

  test('who is on the one talks with who is on the other, and sees them', async () => {
    await ann.client.sendChat('all hear this');
    await bob.hears('CHAT all hear this');
    await bob.client.sendWhisper(ann.character.id, 'only you');
    await ann.hears('WHISPER only you');
    const names = async () => (await ann.client.getNearbyPlayers()).map(({ name }) => name);
    await expect.poll(names, patience).toContain('Bertrada');
  });

  test('a party has members on both', async () => {
    const { id } = await ann.client.createParty('Two shores');
    await ann.client.inviteToParty(id, bob.character.id);
    await expect.poll(() => bob.invites, patience).toHaveLength(1);
    await bob.client.request('PARTY_ACCEPT', { inviteId: bob.invites[0]!.inviteId });
    await untilHeard((text) => ann.client.sendPartyChat(text), bob, 'PARTY_CHAT from one');
    await untilHeard((text) => bob.client.sendPartyChat(text), ann, 'PARTY_CHAT from two');
  });

  test('the world is one: what is done through the other server happens where it runs, and is told everywhere', async () => {
    const taken: HandlerData<'SHARD_CAPTURED'>[] = [];
    ann.client.registerHandler('SHARD_CAPTURED', (notice) => taken.push(notice));
    for (const toLocationId of ['bell-reef', 'stillpoint', 'starfall-crater']) await bob.api.travel({ toLocationId });
    await expect(bob.api.claimShard({ id: 'shard-10' })).rejects.toMatchObject({ code: 'not-allowed' });
    await bob.api.claimShard({ id: SHARD });
    await expect.poll(() => taken, patience).toMatchObject([{ shard: { id: SHARD, faction: 'tidebound' } }]);
    await expect.poll(bob.gold, patience).toBe(10);
    const keeper = async ({ api }: Player) => (await api.worldShards()).shards.find(({ id }) => id === SHARD)!.faction;
    await expect.poll(() => keeper(bob), patience).toBe('tidebound');
    expect(await keeper(ann)).toBe('tidebound');
  });

  test('a trade has one side on each', async () => {
    const { id } = await ann.api.requestTrade({ characterId: bob.character.id });
    await bob.api.acceptTrade({ id });
    await bob.api.offerTrade({ id, revision: 0, assets: [{ asset: 'gold', amount: 4 }], items: [] });
    await bob.api.confirmTrade({ id, revision: 1 });
    expect((await ann.api.confirmTrade({ id, revision: 1 })).state).toBe('done');
    expect([await ann.gold(), await bob.gold()]).toEqual([4, 6]);
  });

  test('who searches on the one plays with who searches on the other, in one match, and both are told where', async () => {
    await ann.api.searchMatch({ queue: 'duel' });
    await bob.api.searchMatch({ queue: 'duel' });
    await expect.poll(() => [ann.found.length, bob.found.length], patience).toEqual([1, 1]);
    const [one, other] = [ann.found[0]!, bob.found[0]!];
    expect(one).toMatchObject({ matchId: other.matchId, room: other.room, code: other.code, url: other.url });
    expect(one.url).toMatch(/^ws:\/\/(first|second)\.example$/);
    expect([one.seat, other.seat].sort()).toEqual([1, 2]);
    expect((await bob.api.searchStatus()).match).toMatchObject({ id: one.matchId, state: 'placed' });
    expect(await asked('select state from found_match')).toEqual([{ state: 'placed' }]);
  });

  test('while the bus is gone each server goes on by itself, and all is told again when it is back', async () => {
    const dot = await player('Dorothea', [second, first]);
    await redis.crash();
    await untilHeard((text) => dot.client.sendChat(text, 'global'), bob, 'CHAT still here');
    // What nobody on the other server hears of now is made good later.
    const { party } = await ann.api.ownParty();
    await ann.client.inviteToParty(party!.id, dot.character.id);
    const { invites } = await dot.api.ownParty();
    await dot.client.request('PARTY_ACCEPT', { inviteId: invites[0]!.inviteId });
    await redis.restart();
    await untilHeard((text) => ann.client.sendPartyChat(text), dot, 'PARTY_CHAT all three');
    await untilHeard((text) => dot.client.sendPartyChat(text), ann, 'PARTY_CHAT again');
    dot.client.disconnect();
  });

  test('players of a server that is killed go on with the other, which takes the world over', async () => {
    const before = await bob.api.worldState();
    await ann.api.searchMatch({ queue: 'duel' });
    decidedBefore = await decider();
    await first.kill();
    await expect.poll(() => ann.client.state, patience).toBe('connected');
    await untilHeard((text) => ann.client.sendPartyChat(text), bob, 'PARTY_CHAT I am back');
    const { party } = await ann.api.ownParty().catch(() => ann.api.ownParty());
    expect(party!.members.map(({ name }) => name)).toEqual(['Anselma', 'Bertrada', 'Dorothea']);
    const go = (toLocationId: string) =>
      ann.api.travel({ toLocationId }).then(
        ({ locationId }) => locationId,
        () => '',
      );
    await expect.poll(() => go('bell-reef'), { ...patience, interval: 600 }).toBe('bell-reef');
    const after = await bob.api.worldState();
    expect(after.factions).toEqual(before.factions);
    expect(after.version).toBeGreaterThanOrEqual(before.version);
    expect([await ann.gold(), await bob.gold()]).toEqual([4, 6]);
  });

  test('and its tickets: another server decides once the lease of the killed one is over', async () => {
    const eve = await player('Ermengard', [second]);
    await eve.api.searchMatch({ queue: 'duel' });
    await expect.poll(() => eve.found.length, patience).toBe(1);
    const { match } = await ann.api.searchStatus();
    expect(match).toMatchObject({ id: eve.found[0]!.matchId, url: 'ws://second.example' });
    expect(await decider()).not.toBe(decidedBefore);
    expect(await asked('select id from found_match')).toHaveLength(2);
    eve.client.disconnect();
  });

  test('the killed one comes back and sees the world that the other runs now', async () => {
    first = await start('first', first.port);
    const api = createApi({ baseUrl: `http://127.0.0.1:${first.port}`, token: (await bob.api.freshToken())! });
    const place = () =>
      api.travel({ toLocationId: 'stillpoint' }).then(
        ({ locationId }) => locationId,
        () => '',
      );
    await expect.poll(place, { ...patience, interval: 600 }).toBe('stillpoint');
    expect((await api.worldShards()).shards.find(({ id }) => id === SHARD)!.faction).toBe('tidebound');
    expect((await api.worldEvents({})).events.filter(({ kind }) => kind === 'shard-captured')).toHaveLength(1);
  });
});
