/** A real server process is killed while factions fight over a shard, again and again: the world goes on, and what its journal holds is paid exactly once. */
import { ApiError, createApi, type Api } from '@rubato/client';
import type { RunningServer } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { startRealm } from '../realm/realm-server.ts';
import { REALM_MAIN, startServerProcess } from '../../../tools/provision/server-process.ts';
import { times } from '../../../tools/provision/soak.ts';

const KILLS = times(2, 100);
const SHARD = 'shard-11';
/** The most that a life goes on after the shard has changed hands in it; a capture takes half a second. */
const LIFE_MS = 600;
/** A machine that has much else to do starts a server within it, and the shard is taken. */
const CAPTURED_MS = 60_000;
const MINUTES = 60_000;
const CAPTURE_GOLD = 10;
const QUEST_GOLD = 60;

const data = mkdtempSync(join(tmpdir(), 'rubato-kill-realm-'));
const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));
afterAll(() => rmSync(data, { recursive: true, force: true }));

interface Walker {
  readonly api: Api;
  readonly id: string;
  readonly faction: string;
}

/** The same call until somebody answers; what was done meanwhile is answered as a conflict. */
async function insist<T>(call: () => Promise<T>): Promise<T | undefined> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'conflict') return undefined;
      if (error.code !== 'network' && error.code !== 'overloaded') throw error;
      await sleep(20);
    }
  }
}

async function walker(baseUrl: string, name: string, faction: string, path: readonly string[]): Promise<Walker> {
  const api = createApi({ baseUrl });
  await api.guest();
  const { id } = await api.createCharacter({ name, faction });
  await api.selectCharacter({ characterId: id });
  await api.acceptQuest({ id: 'first-light' });
  for (const toLocationId of path) await api.travel({ toLocationId });
  return { api, id, faction };
}

/** Takes the shard when another has it, until told to stop; `mine` hears of each look that finds it its own. */
async function contend(one: Walker, going: () => boolean, mine: () => void): Promise<void> {
  while (going()) {
    const { shards } = (await insist(() => one.api.worldShards()))!;
    if (shards.find(({ id }) => id === SHARD)!.faction === one.faction) {
      mine();
      await insist(() => one.api.releaseShard({}));
    } else await insist(() => one.api.claimShard({ id: SHARD }));
    await sleep(30);
  }
}

/** What the journal says: how often each character took part in a capture, and who took the shard last. */
async function journalled(server: RunningServer) {
  const captures = new Map<string, number>();
  let keeper = 'none';
  const home = await server.services.database.query<{ match_id: string }>('select match_id from world_home');
  const match = home.rows[0]!.match_id;
  let events = 0;
  await server.host.driven.history(match, 0, (turn) => {
    for (const { name, data: told } of turn.events) {
      const character = String(told['character']);
      if (name === 'captured') captures.set(character, (captures.get(character) ?? 0) + 1);
      if (name === 'shardTaken') events++;
      if (name === 'shardTaken' && told['shard'] === 11) keeper = String(told['faction']);
    }
  });
  return { match, captures, keeper, events };
}

it(
  `the world survives ${KILLS} kills: each capture of its journal is listed once and paid once, and quests stay`,
  async () => {
    let process = await startServerProcess(data, 0, { main: REALM_MAIN });
    const { port } = process;
    const url = `http://127.0.0.1:${port}`;
    const walkers = [
      await walker(url, 'Anselma', 'tidebound', ['bell-reef', 'stillpoint', 'starfall-crater']),
      await walker(url, 'Bertrada', 'verdant-pact', ['hollow-orchard', 'stillpoint', 'starfall-crater']),
    ];
    let going = true;
    let keeper = 'none';
    let taken = 0;
    const kept = (faction: string) => {
      if (keeper !== faction) taken++;
      keeper = faction;
    };
    // One at a time goes for it: two would only keep each other from it.
    let turn = 0;
    const contest = (async () => {
      while (going) {
        const until = Date.now() + 900;
        const one = walkers[turn++ % 2]!;
        await contend(
          one,
          () => going && Date.now() < until,
          () => kept(one.faction),
        );
        await insist(() => one.api.releaseShard({}));
      }
    })();
    for (let kill = 0; kill < KILLS; kill++) {
      const before = taken;
      await vi.waitUntil(() => taken > before, { timeout: CAPTURED_MS, interval: 20 });
      await sleep(((kill * 37) % 10) * (LIFE_MS / 10));
      await process.kill();
      process = await startServerProcess(data, port, { main: REALM_MAIN });
      expect(process.rooms).toBe(1);
    }
    going = false;
    await contest;
    await process.kill();

    const server = await startRealm(data, { port });
    try {
      const journal = await journalled(server);
      const { match, captures, events } = journal;
      expect(events).toBeGreaterThan(0);
      const { database, ledger } = server.services;
      const gold = async ({ id }: Walker) =>
        (await ledger.balances(id)).find(({ asset }) => asset === 'gold')?.amount ?? 0;
      for (const one of walkers) {
        const times = captures.get(one.id) ?? 0;
        const owed = times * CAPTURE_GOLD + (times > 0 ? QUEST_GOLD : 0);
        await expect.poll(() => gold(one), { timeout: 30_000 }).toBe(owed);
        const [quest] = (await one.api.quests()).quests.filter(({ id }) => id === 'first-light');
        expect(quest!.state).toBe(times > 0 ? 'done' : 'active');
      }
      const listed = await database.query('select 1 from world_event where match_id = ? and kind = ?', [
        match,
        'shard-captured',
      ]);
      expect(listed.rows).toHaveLength(events);
      const { shards } = await walkers[0]!.api.worldShards();
      expect(shards.find(({ id }) => id === SHARD)!.faction).toBe(journal.keeper);
    } finally {
      await server.stop();
    }
  },
  10 * MINUTES,
);
