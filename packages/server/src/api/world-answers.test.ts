/** Each success and refusal that the routes of the world and of quests declare, from a started server on both databases. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { questRoutes, worldRoutes, type ApiRouteName } from '@rubato/protocol';
import { onBothDatabases } from '../../../../tools/provision/both-databases.ts';
import { TOY_QUESTS, toyWorld } from '../world/testing/toy-world.ts';
import { Answers } from './testing/answers.ts';
import { LiveServer } from './testing/live-server.ts';

const names = Object.keys({ ...worldRoutes, ...questRoutes }) as ApiRouteName[];

onBothDatabases((databaseUrl) => {
  let live: LiveServer;
  let token: string;
  const answers = new Answers();
  beforeAll(async () => {
    live = await new LiveServer({ world: toyWorld, config: { database: await databaseUrl() } }).start();
    ({ sessionToken: token } = await live.guest());
    await live.call('selectCharacter', { token, input: { characterId: await live.character(token) } });
  });
  afterAll(() => live.stop());

  const call = async (name: ApiRouteName, input: Record<string, unknown> = {}, query = '') =>
    (await answers.call(live, name, { token, input, query })).body;
  const code = async (name: ApiRouteName, id: string) => (await call(name, { id })).error;

  test('the world is told to anybody, a page of its events at a time', async () => {
    expect(await call('worldState')).toMatchObject({ reality: 'steady', players: 0 });
    expect(await call('worldShards')).toEqual({ shards: [expect.objectContaining({ id: 'shard', progress: 0.5 })] });
    for (const id of ['peace', 'rain', 'bread']) await call('talkTo', { id });
    const page = (await call('worldEvents', {}, '?limit=2'))['events'] as { id: string; text: string }[];
    expect(page.map(({ text }) => text)).toEqual(['Somebody wished for bread.', 'Somebody wished for rain.']);
    const rest = (await call('worldEvents', {}, `?before=${page[1]!.id}`))['events'];
    expect(rest).toMatchObject([{ text: 'Somebody wished for peace.', kind: 'wish' }]);
    expect((await live.call('worldEvents', { query: '?limit=0' })).body['events']).toHaveLength(1);
    expect((await live.call('worldEvents', { query: '?limit=many' })).body.error).toBe('bad-request');
  });

  test('what the world refuses keeps its code', async () => {
    expect(await code('claimShard', 'shard')).toBeUndefined();
    for (const reason of ['not-found', 'not-allowed', 'conflict', 'too-many'])
      expect(await code('claimShard', reason)).toBe(reason);
    expect((await call('talkTo', { id: 'anybody' }))['says']).toBe('Hello.');
    for (const reason of ['not-found', 'not-allowed']) expect(await code('talkTo', reason)).toBe(reason);
    expect([await code('releaseShard', ''), await code('releaseShard', '')]).toEqual([undefined, 'conflict']);
  });

  test('quests are taken, given up, and limited', async () => {
    expect((await call('quests'))['quests']).toHaveLength(TOY_QUESTS + 4);
    expect(await code('acceptQuest', 'unheard-of')).toBe('not-found');
    expect(await code('acceptQuest', 'not-allowed')).toBe('not-allowed');
    expect(await code('acceptQuest', 'quest-0')).toBeUndefined();
    expect(await code('acceptQuest', 'quest-0')).toBe('conflict');
    expect(await code('abandonQuest', 'quest-0')).toBeUndefined();
    expect(await code('abandonQuest', 'quest-0')).toBe('not-found');
    for (let at = 0; at < TOY_QUESTS - 1; at++) expect(await code('acceptQuest', `quest-${at}`)).toBeUndefined();
    expect(await code('acceptQuest', `quest-${TOY_QUESTS - 1}`)).toBe('limit-reached');
  });

  test('a server without a world says so, and one with it needs a session and a character', async () => {
    const bare = await new LiveServer().start();
    try {
      for (const name of ['worldState', 'worldShards', 'worldEvents'] as const)
        expect((await bare.call(name)).body.error).toBe('overloaded');
    } finally {
      await bare.stop();
    }
    expect((await live.call('quests')).body.error).toBe('not-logged-in');
    const { sessionToken } = await live.guest();
    expect((await live.call('quests', { token: sessionToken })).body.error).toBe('not-allowed');
  });

  test('every answer that these routes declare was seen above', () => {
    expect(answers.unseenOwn(names)).toEqual([]);
  });
});
