/** A battle of three by HTTP to its end, over a restart of the server; what each sees, and what the orders decide. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createApi, type Api } from '@rubato/client';
import { kernelRules, startServer, type RunningServer } from '@rubato/server';
import { TURN_TICKS } from '@rubato/tactics';
import { turnGames } from './tactics-turns.ts';

const MANY = { tokens: 100_000, perMs: 1000 };
const PATIENCE = { timeout: 25_000 };
const data = mkdtempSync(join(tmpdir(), 'rubato-turns-'));
let server: RunningServer;

const start = (port = 0) =>
  startServer({
    games: [],
    turnGames,
    turnsModule: new URL('./tactics-turns.ts', import.meta.url),
    ladders: [{ name: 'battles', periodMs: 1e9 }],
    accountLimits: { guestPerAddress: MANY },
    config: { data, port, adminPort: 0, requestsPerAddress: 10_000, requestsPerAccount: 10_000 },
  });

beforeAll(async () => {
  server = await start();
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function guest(): Promise<Api> {
  const api = createApi({ baseUrl: server.url });
  await api.guest({});
  return api;
}

interface Seen {
  readonly ships: Readonly<Record<string, { readonly owner: number; readonly status: string }>>;
}
/** Row ids of a seat's ships. */
const shipsOf = (view: readonly string[], seat: number) =>
  Object.entries((JSON.parse(view.join('')) as Seen).ships)
    .filter(([, { owner, status }]) => owner === seat && status === 'active')
    .map(([id]) => Number(id));
const rotation = { x: 0, y: 0, z: 0, w: 1 };
const forward = (view: readonly string[], seat: number) =>
  JSON.stringify(
    shipsOf(view, seat).flatMap((ship, at) => [
      { name: 'MovementPlanned', args: { ship, mode: 'Move', position: { x: 20 * at, y: 40 * seat, z: 0 }, rotation } },
      { name: 'MovementConfirmed', args: { ship } },
    ]),
  );

test('three play a battle to its end, over a restart, and are rated once', { timeout: 60_000 }, async () => {
  const players = [await guest(), await guest(), await guest()];
  const [ann, bob, cem] = players as [Api, Api, Api];
  const settings = JSON.stringify({ scenario: 'beacon', turnLimit: 4 });
  const day = 86_400_000;
  const wanted = { game: 'tactics', title: 'The beacon', settings, seats: 3, turnMs: day, ladder: 'battles' };
  const { id } = await ann.createTurnGame(wanted);
  expect((await bob.openTurnGames({})).games.map((game) => game.id)).toContain(id);
  expect(await bob.joinTurnGame({ id })).toMatchObject({ status: 'gathering' });
  expect(await cem.joinTurnGame({ id })).toMatchObject({ status: 'your-turn', turn: 1, seat: 3 });
  const seen = await ann.turnState({ id });
  const cheat = JSON.stringify([
    { name: 'MovementConfirmed', args: { ship: shipsOf((await bob.turnState({ id })).view, 2)[0] } },
  ]);
  await expect(ann.submitOrders({ id, turn: 1, orders: cheat })).rejects.toThrow(
    /MovementConfirmed.*not-your-ship|MovementConfirmed/,
  );
  expect((await ann.checkOrders({ id, turn: 1, orders: forward(seen.view, 1) })).problems).toEqual([]);
  expect(shipsOf(seen.view, 2)).toEqual([]);

  let turn = 1;
  for (; (await ann.turnGame({ id })).phase !== 'over'; turn++) {
    for (const [at, player] of players.entries()) {
      const own = await player.turnState({ id });
      expect(own.turn).toBe(turn);
      await player.submitOrders({ id, turn, orders: forward(own.view, at + 1) });
    }
    if (turn !== 2) continue;
    const before = (await bob.turnState({ id })).view;
    const { port } = server;
    await server.stop();
    server = await start(port);
    expect((await bob.turnState({ id })).view).toEqual(before);
  }
  expect(turn).toBe(5);
  const over = await bob.turnGame({ id });
  expect(JSON.parse(over.result!)).toMatchObject({ reason: expect.stringMatching(/time|points|elimination/) });
  const film = JSON.parse((await cem.turnFilm({ id, turn: 2 })).film.join('')) as { frames: { tick: number }[] };
  expect(film.frames.at(-1)!.tick).toBe(2 * TURN_TICKS);
  const history = await ann.turnHistory({ id });
  expect(history.turns).toHaveLength(4);
  // The server's thread ran them; here they run again, where nothing is shared with it.
  const again = kernelRules(turnGames[0]!).begin(history);
  for (const { sheets, hash } of history.turns) {
    again.run(JSON.parse(sheets.join('')) as Parameters<typeof again.run>[0]);
    expect(again.hash()).toBe(hash);
  }
  expect(server.services.turns.thread?.counts).toMatchObject({ crashed: 0, timedOut: 0 });
  expect(server.services.turns.thread?.counts.done).toBeGreaterThan(10);
  const rated = () => Promise.all(players.map(async (player) => (await player.ratings()).ratings[0]!.matches));
  await vi.waitFor(async () => expect(await rated()).toEqual([1, 1, 1]), PATIENCE);
});
