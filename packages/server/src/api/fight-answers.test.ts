/** Each success and refusal that the routes of fights declare, and the same over the socket, on both databases. */
import { expect, test } from 'vitest';
import { fightRoutes, type ApiRouteName } from '@rubato/protocol';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { tinyFights } from '../fights/testing/tiny-fight.ts';
import { answering } from './testing/answering.ts';
import { LiveServer, type LivePlayer } from './testing/live-server.ts';

const names = Object.keys(fightRoutes) as ApiRouteName[];

onBothDatabases((databaseUrl) => {
  const { live, answers, call, code } = answering(databaseUrl, { fights: tinyFights });
  const person = () => live.player();

  /** Two who have agreed to fight; the first has the turn. */
  async function duel() {
    const [ann, bob] = [await person(), await person()];
    expect(await call(ann, 'startFight', { targetId: bob.id })).toMatchObject({ phase: 'waiting' });
    const begun = await call(bob, 'startFight', { targetId: ann.id, mode: 'duel' });
    expect(begun).toMatchObject({ phase: 'running', kind: 'duel', actorId: ann.id });
    return { ann, bob, id: String(begun['combatId']) };
  }

  test('a fight from its beginning to its end', async () => {
    const { ann, bob, id } = await duel();
    expect(await call(ann, 'actInFight', { id, actionType: 'defend', turn: 1 })).toMatchObject({
      turn: 2,
      actorId: bob.id,
    });
    expect(await call(bob, 'fight', { id })).toMatchObject({ turn: 2, phase: 'running' });
    await call(bob, 'actInFight', { id, actionType: 'attack', targetId: ann.id });
    const ended = async () => (await call(ann, 'fights'))['fights'] as { phase: string; winner?: string }[];
    await expect.poll(async () => (await ended())[0]?.winner, { timeout: 20_000 }).toBe('b');
    expect(await call(ann, 'condition')).toMatchObject({ level: 1, experience: 0, nextLevelAt: 100, health: 10 });
    expect(await call(bob, 'condition')).toMatchObject({ health: 100 });
    expect((await call(ann, 'fights', {}, `?before=${id}`))['fights']).toEqual([]);
    expect(await call(ann, 'foes')).toEqual({ foes: [] });
  });

  test('a beginning whose answer was lost is asked for again under its key, which stands for nothing else', async () => {
    const [ann, bob, cem] = [await person(), await person(), await person()];
    await call(ann, 'startFight', { targetId: bob.id });
    const begin = (targetId: string) => call(bob, 'startFight', { targetId }, '', { 'idempotency-key': 'once' });
    const begun = await begin(ann.id);
    expect(await begin(ann.id)).toMatchObject({ combatId: begun['combatId'], phase: 'running' });
    expect((await begin(cem.id)).error).toBe('key-reused');
    expect((await call(bob, 'fights'))['fights']).toHaveLength(1);
  });

  test('whom nobody may fight, and where', async () => {
    const { ann, bob } = await duel();
    const [cem, dan] = [await person(), await person()];
    const start = (who: LivePlayer, targetId: string, mode?: string) => code(who, 'startFight', { targetId, mode });
    expect(await start(cem, cem.id)).toBe('bad-value');
    expect(await start(cem, 'nobody')).toBe('not-found');
    expect(await start(cem, dan.id, 'attack')).toBe('not-allowed');
    await start(cem, bob.id);
    expect(await start(bob, cem.id)).toBe('conflict');
    expect(await start(ann, '7')).toBe('overloaded');
  });

  test('orders out of turn, of others, incomplete or against the rules', async () => {
    const { ann, bob, id } = await duel();
    const eve = await person();
    const act = (who: LivePlayer, order: object) => code(who, 'actInFight', { id, ...order });
    expect(await act(bob, { actionType: 'defend' })).toBe('conflict');
    expect(await act(eve, { actionType: 'defend' })).toBe('not-found');
    expect(await code(eve, 'fight', { id })).toBe('not-found');
    expect(await act(ann, { actionType: 'attack' })).toBe('bad-value');
    expect(await act(ann, { actionType: 'attack', targetId: eve.id })).toBe('not-found');
    expect(await act(ann, { actionType: 'attack', targetId: ann.id })).toBe('not-allowed');
    expect(await act(ann, { actionType: 'ability', abilityName: 'song' })).toBe('not-allowed');
    expect(await act(ann, { actionType: 'item', itemId: 'draught', targetId: ann.id })).toBe('not-held');
    expect(await act(ann, { actionType: 'flee' })).toBeUndefined();
  });

  test('a fight goes on after a restart of the server', async () => {
    const { ann, bob, id } = await duel();
    await call(ann, 'actInFight', { id, actionType: 'defend' });
    await live.restart();
    expect(await call(bob, 'fight', { id })).toMatchObject({ phase: 'running', turn: 2, actorId: bob.id });
    await call(bob, 'actInFight', { id, actionType: 'attack', targetId: ann.id });
    const winner = async () => (await call(bob, 'fight', { id }))['winner'];
    await expect.poll(winner, { timeout: 20_000 }).toBe('b');
  });

  test('every answer that these routes declare was seen above', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});

test('a server without fights says so', async () => {
  const live = await new LiveServer().start();
  try {
    const { sessionToken: token } = await live.guest();
    const characterId = await live.character(token);
    await live.call('selectCharacter', { token, input: { characterId } });
    for (const name of names) {
      const input = { id: 'x', targetId: 'x', actionType: 'defend' };
      expect([name, (await live.call(name, { token, input })).body.error]).toEqual([name, 'not-found']);
    }
  } finally {
    await live.stop();
  }
});
