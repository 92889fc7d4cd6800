/** The world, its quests and its fights over the socket: what is asked is answered, what happens is told. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LiveServer } from '../api/testing/live-server.ts';
import { tinyFights } from '../fights/testing/tiny-fight.ts';
import { toyWorld } from '../world/testing/toy-world.ts';
import { authenticated, type LiveSocket } from './testing/live-socket.ts';

let live: LiveServer;
let ann: Player;
let bob: Player;
beforeAll(async () => {
  live = await new LiveServer({ world: toyWorld, fights: tinyFights }).start();
  [ann, bob] = [await player(), await player()];
});
afterAll(async () => {
  for (const { socket } of [ann, bob]) socket.socket.close();
  await live.stop();
});

interface Player {
  readonly token: string;
  readonly id: string;
  readonly socket: LiveSocket;
}

async function player(): Promise<Player> {
  const { sessionToken: token } = await live.guest();
  const id = await live.character(token);
  await live.call('selectCharacter', { token, input: { characterId: id } });
  return { token, id, socket: await authenticated(`${live.running.socketUrl}/ws`, token) };
}
const wishFor = async (what: string) => live.call('talkTo', { token: ann.token, input: { id: what } });

test('the state of the world and of its shards is answered as by the routes', async () => {
  // The world takes its players in at its next turn.
  await expect
    .poll(() => ann.socket.ask('WORLD_STATE'), { timeout: 5000 })
    .toMatchObject({ type: 'WORLD_STATE', data: { reality: 'steady', sky: 'calm', players: 2 } });
  const { data } = await ann.socket.ask('SHARD_STATUS');
  expect(data).toEqual((await live.call('worldShards')).body);
});

test('a shard that is taken, a reality that shifts and the Aetherfall are told to everybody', async () => {
  const claimed = await ann.socket.ask('SHARD_CAPTURED', { shardId: 'shard' });
  expect(claimed).toMatchObject({ type: 'SHARD_CAPTURED', data: { id: 'shard' } });
  expect((await bob.socket.next('SHARD_CAPTURED')).data).toMatchObject({ shard: { id: 'shard' } });
  expect((await bob.socket.next('EVENT_TRIGGER')).data).toMatchObject({
    kind: 'wish',
    text: expect.stringContaining('shard'),
  });
  expect(await ann.socket.ask('SHARD_CAPTURED', { shardId: 'shard', release: true })).toMatchObject({
    type: 'SHARD_CAPTURED',
    data: { id: 'shard' },
  });
  expect((await ann.socket.ask('SHARD_CAPTURED', { shardId: 'not-allowed' })).data['code']).toBe('not-allowed');

  await wishFor('shift');
  const shift = await bob.socket.next('REALITY_SHIFT');
  expect(shift).toMatchObject({ priority: 'CRITICAL', data: { from: 'steady', to: 'hushed', reason: 'so' } });
  expect((await bob.socket.next('WORLD_STATE')).data).toMatchObject({ reality: 'steady' });
  await wishFor('fall');
  const fall = await bob.socket.next('AETHERFALL');
  expect(fall).toMatchObject({ priority: 'CRITICAL', data: { active: true, reason: 'it falls' } });
  expect((await bob.socket.next('SHARD_STATUS')).data).toMatchObject({ shards: [{ id: 'shard' }] });
});

test('quests are read, taken and given up; the character’s other sockets hear of it', async () => {
  const second = await authenticated(`${live.running.socketUrl}/ws`, ann.token);
  const stateIn = ({ data }: { readonly data: Readonly<Record<string, unknown>> }) =>
    (data['quests'] as { id: string; state: string }[]).find(({ id }) => id === 'quest-1')?.state;
  expect(stateIn(await ann.socket.ask('QUEST_UPDATE'))).toBe('offered');
  expect(stateIn(await ann.socket.ask('QUEST_UPDATE', { action: 'accept', questId: 'quest-1' }))).toBe('active');
  expect(stateIn(await second.next('QUEST_UPDATE'))).toBe('active');
  expect(stateIn(await ann.socket.ask('QUEST_UPDATE', { action: 'abandon', questId: 'quest-1' }))).not.toBe('active');
  expect((await ann.socket.ask('QUEST_UPDATE', { action: 'accept' })).data['code']).toBe('bad-value');
  second.socket.close();
});

test('a duel: asked for, begun, acted in, and its end told to both', async () => {
  const waiting = await ann.socket.ask('COMBAT_START', { targetId: bob.id });
  expect(waiting).toMatchObject({ type: 'COMBAT_START', data: { phase: 'waiting' } });
  expect((await bob.socket.next('COMBAT_START')).data).toEqual(waiting.data);
  const { data: begun } = await bob.socket.ask('COMBAT_START', { targetId: ann.id });
  const { combatId } = begun;
  expect((await ann.socket.next('COMBAT_START')).data).toMatchObject({ combatId, phase: 'running', actorId: ann.id });
  expect((await ann.socket.ask('COMBAT_STATE')).data).toMatchObject({ combatId, turn: 1 });
  const refused = await bob.socket.ask('COMBAT_ACTION', { combatId, actionType: 'defend' });
  expect(refused).toMatchObject({ type: 'ERROR', data: { code: 'conflict' } });
  expect((await ann.socket.ask('COMBAT_ACTION', { combatId, actionType: 'defend' })).data).toMatchObject({ turn: 2 });
  expect((await bob.socket.next('COMBAT_ACTION')).data).toMatchObject({ combatId, actorId: ann.id });
  await bob.socket.ask('COMBAT_ACTION', { combatId, actionType: 'attack', targetId: ann.id });
  for (const { socket } of [ann, bob])
    expect((await socket.next('COMBAT_END')).data).toMatchObject({ combatId, winner: 'b', reason: 'victory' });
});
