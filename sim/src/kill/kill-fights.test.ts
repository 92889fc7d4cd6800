/** A real server process is killed while people hunt, again and again: what the fights' journals say was won is theirs exactly once. */
import { ApiError, createApi, type Api } from '@rubato/client';
import { readRecords, replay } from '@rubato/game';
import { fight } from '@rubato/realm';
import { verifyServicesLedger, type RunningServer } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startServerProcess } from '../../../tools/provision/server-process.ts';
import { startFightServer } from './fight-server.ts';
import { times } from '../../../tools/provision/soak.ts';

const KILLS = times(2, 200);
const MAIN = new URL('./fights-main.ts', import.meta.url);
/** The most that a life lasts; a fight takes about as long. */
const LIFE_MS = 900;
const MINUTES = 60_000;

const data = mkdtempSync(join(tmpdir(), 'rubato-kill-fights-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));
const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

interface Hunter {
  readonly api: Api;
  readonly id: string;
}

async function hunter(baseUrl: string, name: string): Promise<Hunter> {
  const api = createApi({ baseUrl });
  await api.guest();
  const { id } = await api.createCharacter({ name, faction: 'tidebound' });
  await api.selectCharacter({ characterId: id });
  await api.travel({ toLocationId: 'saltmirror-flats' });
  return { api, id };
}

/** Undefined when the server is dead, or says no. */
async function tried<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    await sleep(10);
    return undefined;
  }
}

/** Hunts whatever roams there, one after the other, until told to stop. */
async function hunt({ api, id: self }: Hunter, going: () => boolean): Promise<void> {
  while (going()) {
    const fights = (await tried(api.fights({})))?.fights;
    const present = fights?.find(({ phase }) => phase === 'running');
    if (fights === undefined) continue;
    if (present === undefined) {
      const roaming = (await tried(api.foes()))?.foes.find(({ state }) => state === 'roaming');
      if (roaming === undefined) await sleep(20);
      else await tried(api.startFight({ targetId: roaming.targetId }));
    } else if (present.actorId === self) {
      const target = present.fighters.find(({ side, health }) => side === 'b' && health > 0);
      const order = { id: present.combatId, turn: present.turn, targetId: target?.id };
      await tried(api.actInFight({ ...order, actionType: 'attack' }));
    } else await sleep(5);
  }
}

/** What the journals of all fights say that each character has won. */
async function journalled({ store, services }: RunningServer) {
  const gold = new Map<string, number>();
  const items = new Map<string, number>();
  let won = 0;
  const add = (to: Map<string, number>, id: string, amount: number) => to.set(id, (to.get(id) ?? 0) + amount);
  for (const room of await store.rooms()) {
    if (room.game !== fight.name) continue;
    const { rows } = await services.database.query<{ entrants: string }>('select entrants from fight where id = ?', [
      room.id,
    ]);
    const entrants = JSON.parse(rows[0]!.entrants) as { seat: number; id: string }[];
    const records = await store.read(room.id);
    const { divergedAt } = replay(fight, readRecords(records.map(({ bytes }) => bytes)), {
      onTurn: (_turn, report) => {
        for (const { name, data: told } of report.events) {
          const { to, kind, amount } = told as { to: number; kind: string; amount: number };
          if (name !== 'reward') continue;
          const { id } = entrants.find(({ seat }) => seat === to)!;
          if (kind === 'gold') add(gold, id, amount);
          if (kind === 'item') add(items, id, amount);
          won++;
        }
      },
    });
    expect([room.id, divergedAt]).toEqual([room.id, undefined]);
  }
  return { gold, items, won };
}

it(
  `rewards survive ${KILLS} kills exactly once, and every fight comes to its end`,
  async () => {
    let process = await startServerProcess(data, 0, { main: MAIN });
    const { port } = process;
    const url = `http://127.0.0.1:${port}`;
    const hunters = [await hunter(url, 'Odile'), await hunter(url, 'Ysolde'), await hunter(url, 'Runild')];
    let going = true;
    const hunts = hunters.map((one) => hunt(one, () => going));
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(LIFE_MS / 2 + ((kill * 37) % 10) * (LIFE_MS / 20));
      await process.kill();
      process = await startServerProcess(data, port, { main: MAIN });
    }
    await sleep(LIFE_MS);
    going = false;
    await Promise.all(hunts);
    await process.kill();

    const server = await startFightServer(data, port);
    try {
      const { database, ledger } = server.services;
      const open = async () => (await database.query(`select id from fight where state <> 'settled'`)).rows.length;
      await finish(hunters, async () => (await open()) === 0);
      await server.host.flush();
      const { gold, items, won } = await journalled(server);
      expect(won).toBeGreaterThan(0);
      for (const { id } of hunters) {
        const balance = (await ledger.balances(id)).find(({ asset }) => asset === 'gold')?.amount ?? 0;
        const { rows } = await database.query<{ held: number }>(
          'select count(*) as held from item where holder_id = ?',
          [id],
        );
        expect([id, balance, rows[0]!.held]).toEqual([id, gold.get(id) ?? 0, items.get(id) ?? 0]);
      }
    } finally {
      await server.stop();
    }
    expect((await verifyServicesLedger({ data, database: undefined, sync: 'normal' })).findings).toEqual([]);
  },
  10 * MINUTES,
);

/** Whoever is in a fight fights on until none is left. */
async function finish(hunters: readonly Hunter[], over: () => Promise<boolean>): Promise<void> {
  while (!(await over())) {
    for (const { api, id: self } of hunters) {
      const present = (await tried(api.fights({})))?.fights.find(({ phase }) => phase === 'running');
      const target = present?.fighters.find(({ side, health }) => side === 'b' && health > 0);
      if (present?.actorId !== self) continue;
      await tried(api.actInFight({ id: present.combatId, actionType: 'attack', targetId: target?.id }));
    }
    await sleep(10);
  }
}
