/** A match is searched for, played and rated on a server as `rubato serve` starts it, without anything set up. */
import { arena } from '@rubato/arena';
import { createApi, createClient } from '@rubato/client';
import { connectWebSocket, NodeClock, nodeRandom } from '@rubato/server';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { serve } from '../testing/child.ts';
import { freshFolder } from '../testing/folder.ts';

const patience = { timeout: 30_000, interval: 100 };
const SETTINGS = { rounds: 1, roundSeconds: 1 };

it('two who search find a duel of arena, whose result changes ladder and board; queues are settings', async () => {
  const folder = freshFolder();
  const config = join(folder, 'rubato.json');
  // The queue of the same name with a shorter game, and one more.
  const duel = { game: 'arena', mode: 'duel', teams: 2, teamSize: 1, settings: JSON.stringify(SETTINGS) };
  const queues = [
    { ...duel, name: 'arena-ranked', ladder: 'arena', ranked: true },
    { ...duel, name: 'lunch-break', ranked: false },
  ];
  writeFileSync(config, JSON.stringify({ matches: { queues } }));
  const { facts } = await serve(join(folder, 'data'), ['--config', config, '--tick-hz', '120']);
  const player = async () => {
    const api = createApi({ baseUrl: facts.url });
    const { accountId } = await api.guest();
    const client = createClient({
      urls: [facts.socketUrl],
      dial: (url) => connectWebSocket(url, { subprotocol: 'rubato.v1' }),
      clock: new NodeClock(),
      random: nodeRandom,
      program: 'test 1',
      token: () => api.freshToken(),
    });
    onTestFinished(() => client.close());
    return { api, accountId, client };
  };
  const [ann, bob] = [await player(), await player()];
  const { queues: offered } = await ann.api.queues();
  expect(offered.map(({ name }) => name).sort()).toEqual(['arena-open', 'arena-ranked', 'lunch-break']);
  const { boards } = await ann.api.boards();
  expect(boards.map(({ name }) => name).sort()).toEqual(['arena', 'realm-hunters', 'tactics']);

  for (const { api } of [ann, bob]) await api.searchMatch({ queue: 'arena-ranked' });
  const codeFor = async ({ api }: typeof ann) => {
    await expect.poll(async () => (await api.searchStatus()).match?.code, patience).toBeDefined();
    return (await api.searchStatus()).match!.code!;
  };
  const matches = [];
  for (const who of [ann, bob]) {
    const match = await who.client.join(arena, { code: await codeFor(who) });
    match.order('ready', {});
    matches.push(match);
  }
  expect(matches.map(({ seat }) => seat)).toEqual([1, 2]);
  // Whoever is gone at the end comes last.
  matches[1]!.leave();
  const rated = async ({ api }: typeof ann) => (await api.ratings()).ratings.find(({ ladder }) => ladder === 'arena');
  await expect.poll(async () => (await rated(ann))?.matches, patience).toBe(1);
  const [winner, loser] = [await rated(ann), await rated(bob)];
  expect(winner!.rating).toBeGreaterThan(1600);
  expect(loser!.rating).toBeLessThan(1400);
  const { entries } = await ann.api.board({ board: 'arena' });
  expect(entries.map(({ accountId }) => accountId)).toEqual([ann.accountId, bob.accountId]);
});
