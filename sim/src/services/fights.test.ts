/** Fights through a started server: a hunt of two, a duel over sockets, a server that stops amid it, and the journal after. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApi } from '@rubato/client';
import { readRecords, replay } from '@rubato/game';
import type { ReplyData, SocketMessages } from '@rubato/protocol';
import { FIGHT_HZ, fight, fightRules, realm, realmRules } from '@rubato/realm';
import { startServer, type RunningServer } from '@rubato/server';
import { serviceClient } from './node-clients.ts';

type Combat = ReplyData<SocketMessages['COMBAT_STATE']>;

const data = mkdtempSync(join(tmpdir(), 'rubato-fights-'));
const MANY = { tokens: 100_000, perMs: 1000 };
const HUNTING_GROUND = 'ashfall-terraces';
const PATIENCE = { timeout: 25_000 };
let server: RunningServer;
let people = 0;

const start = (port = 0) =>
  startServer({
    games: [],
    world: { game: realm, hz: 1, rules: realmRules },
    // Creatures think faster than people like, so that the test is short.
    fights: { game: fight, hz: 10 * FIGHT_HZ, rules: fightRules },
    accountLimits: { guestPerAddress: MANY },
    config: { data, port, adminPort: 0, sync: 'normal', requestsPerAddress: 10_000, requestsPerAccount: 10_000 },
  });

beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

/** A character of a faction that is good at it, at a place; with what it has heard. */
async function player(level: number, place = HUNTING_GROUND) {
  const api = createApi({ baseUrl: server.url });
  await api.guest();
  const client = serviceClient(server, api);
  await client.connect();
  const name = `Fighter${'bcdfghjkmn'[people++]}`;
  const { id } = await client.createCharacter(name, 'verdant-pact');
  const sql = 'update character set location_id = ?, level = ? where id = ?';
  await server.services.database.batch([{ sql, values: [place, level, id] }]);
  await client.selectCharacter(id);
  await expect.poll(() => server.gateway.plays(id), PATIENCE).toBe(true);
  const heard: { type: string; data: unknown }[] = [];
  for (const type of [
    'COMBAT_START',
    'COMBAT_ACTION',
    'COMBAT_DAMAGE',
    'COMBAT_HEAL',
    'COMBAT_STATE',
    'COMBAT_END',
    'QUEST_UPDATE',
  ] as const)
    client.registerHandler(type, (told) => void heard.push({ type, data: told }));
  const ofType = (type: string) => heard.filter((one) => one.type === type).map((one) => one.data);
  return { api, client, id, heard, ofType };
}
type Player = Awaited<ReturnType<typeof player>>;

const foeOf = (state: Combat, { id }: Player): string => {
  const own = state.fighters.find((fighter) => fighter.id === id)!;
  return state.fighters.find(({ side, health, fled }) => side !== own.side && health > 0 && !fled)!.id;
};

/** Each strikes in its turn until the fight is over. */
async function fightOn(combatId: string, who: readonly Player[]): Promise<Combat> {
  for (;;) {
    const state = await who[0]!.client.request('COMBAT_STATE', { combatId });
    if (state.phase !== 'running') return state;
    const actor = who.find(({ id }) => id === state.actorId);
    if (!actor) await new Promise((resolve) => setTimeout(resolve, 5));
    else {
      const order = { combatId, turn: state.turn, actionType: 'attack', targetId: foeOf(state, actor) } as const;
      await actor.client.request('COMBAT_ACTION', order).catch((error: { code?: string }) => {
        if (error.code !== 'conflict') throw error;
      });
    }
  }
}

test('a party hunts a creature; the rewards come once, the world knows it slain, and its journal replays', async () => {
  const [ann, bob] = [await player(6), await player(6)];
  const party = await ann.client.createParty();
  const { inviteId } = await ann.client.inviteToParty(party.id, bob.id);
  await bob.client.request('PARTY_ACCEPT', { inviteId });
  const { foes } = await ann.api.foes();
  const wolves = foes.filter(({ kind }) => kind === 'ash-wolf');
  expect(wolves.map(({ state }) => state)).toEqual(['roaming', 'roaming', 'roaming']);
  const begun = await ann.client.request('COMBAT_START', { targetId: wolves[0]!.targetId });
  const { combatId } = begun;
  expect(begun.fighters.map(({ side, kind }) => [side, kind])).toEqual([
    ['a', 'character'],
    ['a', 'character'],
    ['b', 'ash-wolf'],
    ['b', 'ash-wolf'],
  ]);
  await expect.poll(() => bob.ofType('COMBAT_START'), PATIENCE).toMatchObject([{ combatId }]);
  await expect(bob.api.startFight({ targetId: wolves[2]!.targetId })).rejects.toMatchObject({ code: 'conflict' });
  await fightOn(combatId, [ann, bob]);
  await expect.poll(() => [ann.ofType('COMBAT_END').length, bob.ofType('COMBAT_END').length], PATIENCE).toEqual([1, 1]);
  const [end] = ann.ofType('COMBAT_END') as [
    { winner: string; rewards: { characterId: string; assets: { amount: number }[] }[] },
  ];
  expect(end).toMatchObject({ combatId, winner: 'a', reason: 'victory' });
  expect(ann.ofType('COMBAT_DAMAGE').length).toBeGreaterThan(2);
  const told = end.rewards.find(({ characterId }) => characterId === ann.id)!;
  const { balances } = await ann.api.balances({});
  expect(balances).toEqual([{ asset: 'gold', amount: told.assets[0]!.amount }]);
  expect(await ann.api.condition()).toMatchObject({ level: 6, experience: 1500 + 17 + 17 });
  const after = (await ann.api.foes()).foes.filter(({ kind }) => kind === 'ash-wolf');
  expect(after.map(({ state }) => state).toSorted()).toEqual(['roaming', 'slain', 'slain']);
  expect((await ann.api.fights({})).fights).toMatchObject([{ combatId, phase: 'ended', winner: 'a' }]);

  await server.host.flush();
  const records = await server.store.read(combatId);
  const report = replay(fight, readRecords(records.map(({ bytes }) => bytes)));
  expect(report.divergedAt).toBeUndefined();
  expect(report.result).toMatchObject({ winners: [1, 2], reason: 'victory' });
  ann.client.disconnect();
  bob.client.disconnect();
});

/** Wounded, and with something against it. */
async function wounded({ id }: Player): Promise<void> {
  const sql = `insert into fighter (character_id, experience, health, mana, stamina, changed_ms) values (?, 0, 40, 100, 100, ?)`;
  await server.services.database.batch([{ sql, values: [id, Date.now()] }]);
  const items = [{ template: 'healing-draught', data: '{}' }];
  await server.services.ledger.grant({ matchId: `gift ${id}`, turn: 0, index: 0 }, { to: id, items });
}

test('a duel by consent goes on after the server has stopped and started amid it', async () => {
  const [ann, bob] = [await player(3, 'stillpoint'), await player(3, 'stillpoint')];
  for (const who of [ann, bob]) await wounded(who);
  await expect(ann.client.request('COMBAT_START', { targetId: bob.id, mode: 'attack' })).rejects.toMatchObject({
    code: 'not-allowed',
  });
  expect(await ann.client.request('COMBAT_START', { targetId: bob.id })).toMatchObject({ phase: 'waiting' });
  await expect.poll(() => bob.ofType('COMBAT_START'), PATIENCE).toMatchObject([{ phase: 'waiting' }]);
  const { combatId, actorId } = await bob.client.request('COMBAT_START', { targetId: ann.id });
  const first = [ann, bob].find(({ id }) => id === actorId)!;
  const second = first === ann ? bob : ann;
  await expect(second.client.sendCombatAction(combatId, 'defend')).rejects.toMatchObject({ code: 'conflict' });
  await expect(first.client.sendCombatAction(combatId, 'ability', second.id, 'kiln-breath')).rejects.toMatchObject({
    code: 'not-allowed',
  });
  await expect(
    first.client.sendCombatAction(combatId, 'item', first.id, undefined, 'clear-salts'),
  ).rejects.toMatchObject({ code: 'not-held' });
  await first.client.sendCombatAction(combatId, 'item', first.id, undefined, 'healing-draught');
  const healed = () => second.ofType('COMBAT_HEAL') as { targetId: string; amount: number }[];
  await expect.poll(healed, PATIENCE).toMatchObject([{ combatId, targetId: first.id, amount: expect.any(Number) }]);
  expect(healed()[0]!.amount).toBeGreaterThan(0);
  const struck = await second.client.sendCombatAction(combatId, 'attack', first.id);
  const { port } = server;
  await server.stop();
  server = await start(port);
  await expect.poll(() => [ann.client.state, bob.client.state], PATIENCE).toEqual(['connected', 'connected']);
  const again = await ann.api.fight({ id: combatId });
  expect(again).toMatchObject({ phase: 'running', turn: struck.turn, fighters: struck.fighters });
  await ann.client.request('COMBAT_STATE', {});
  const over = await fightOn(combatId, [ann, bob]);
  expect(over.phase).toBe('ended');
  await expect.poll(() => ann.ofType('COMBAT_END').length, PATIENCE).toBe(1);
  expect(ann.ofType('COMBAT_END')).toMatchObject([
    {
      rewards: [
        { assets: [], experience: 0 },
        { assets: [], experience: 0 },
      ],
    },
  ]);
  ann.client.disconnect();
  bob.client.disconnect();
});
