/** From a search to a rating, with real clients: tickets, a kept room, a result, the ladder and its board; over a restart too. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi, type Api, type Client, type Match } from '@rubato/client';
import { defineGame } from '@rubato/game';
import { seat } from '@rubato/schema';
import { startServer, type RunningServer, type StartOptions } from '@rubato/server';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { roomClient } from './node-clients.ts';

/** Whoever says so first has won. */
const sprint = defineGame({
  name: 'sprint',
  version: 1,
  state: { finish: { winner: seat } },
  events: {},
  commands: {
    win: {
      args: {},
      apply: ({ state }, who) => void state.finish.add({ winner: who }),
    },
  },
  setup() {},
  result(view) {
    const [first] = [...view.finish];
    return first && { winners: [first.winner] };
  },
});

const MANY = { tokens: 100_000, perMs: 1000 };
const queue = {
  game: 'sprint',
  settings: '',
  teams: 2,
  teamSize: 1,
  ratingGap: [{ afterMs: 0, value: 5000 }],
  regions: ['local'],
  regionReach: [{ afterMs: 0, value: 1 }],
  ticketMs: 60_000,
  limit: 100,
};
const options: Partial<StartOptions> = {
  games: [{ game: sprint, hz: 30, seats: { default: 2, max: 4 }, fillWithBots: false }],
  accountLimits: { guestPerAddress: MANY },
  ladders: [{ name: 'duel', periodMs: 86_400_000, board: 'best' }],
  boards: [{ name: 'best', order: 'highest', operation: 'set', reset: 'never', keptPeriods: 1, writers: 'server' }],
  queues: [
    { ...queue, name: 'ranked', mode: 'duel', ladder: 'duel', ranked: true, backfill: false },
    { ...queue, name: 'casual', mode: 'duel', ranked: false, backfill: true },
  ],
};
const WAIT = { timeout: 20_000, interval: 100 };
const data = mkdtempSync(join(tmpdir(), 'rubato-ranked-'));
const clients: Client[] = [];
let server: RunningServer;

const start = async () =>
  (server = await startServer({
    games: [],
    ...options,
    config: { data, port: 0, adminPort: 0, sync: 'normal', emptyRoomMs: 2000 },
  }));
beforeAll(start);
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

interface Person {
  readonly api: Api;
  readonly accountId: string;
}

async function player(): Promise<Person> {
  const api = createApi({ baseUrl: server.url });
  const { accountId } = await api.guest();
  return { api, accountId };
}

function play(api: Api): Client {
  const client = roomClient(server, api);
  clients.push(client);
  return client;
}

const found = (api: Api) =>
  vi.waitFor(async () => {
    const { match } = await api.searchStatus();
    if (match?.code === undefined) throw new Error('no room yet');
    return { ...match, code: match.code };
  }, WAIT);

async function searching(name: string): Promise<readonly Person[]> {
  const players = [await player(), await player()];
  for (const { api } of players) await api.searchMatch({ queue: name });
  return players;
}

test('a ranked match is found, played in its own room, and changes ladder and board once', async () => {
  const players = await searching('ranked');
  const matches: Match<typeof sprint>[] = [];
  for (const { api } of players) {
    const { code, seat: own } = await found(api);
    const match = await play(api).join(sprint, { code });
    expect(match.seat).toBe(own);
    matches.push(match);
  }
  const stranger = await player();
  await expect(play(stranger.api).join(sprint, { code: matches[0]!.code })).rejects.toMatchObject({
    reason: 'room-full',
  });
  matches[0]!.order('win', {});
  const [winner, loser] = players as readonly Person[] as readonly [Person, Person];
  await vi.waitFor(async () => {
    const [rating] = (await winner.api.ratings()).ratings;
    expect(rating).toMatchObject({ ladder: 'duel', matches: 1 });
    expect(rating!.rating).toBeGreaterThan(1600);
  }, WAIT);
  expect((await loser.api.ratings()).ratings[0]!.rating).toBeLessThan(1400);
  expect((await winner.api.ratingHistory({ ladder: 'duel' })).changes).toMatchObject([{ number: 1, place: 1 }]);
  const { entries } = await createApi({ baseUrl: server.url }).board({ board: 'best' });
  expect(entries.map(({ rank, accountId }) => [rank, accountId])).toEqual([
    [1, winner.accountId],
    [2, loser.accountId],
  ]);
  expect((await loser.api.boardAround({ board: 'best' })).above).toHaveLength(1);
  expect((await winner.api.searchStatus()).match?.state).toBe('ended');
});

test('a search and a match outlive the server, and seats are still kept', async () => {
  const [first, second] = (await searching('ranked')) as readonly [Person, Person];
  const { code, room } = await found(first.api);
  const waiting = await player();
  await waiting.api.searchMatch({ queue: 'ranked' });
  const tokens = await Promise.all([first, second, waiting].map(({ api }) => api.freshToken()));
  await server.stop();
  await start();
  const status = async (token: string | undefined) =>
    (await (
      await fetch(`${server.url}/api/matchmaking`, { headers: { authorization: `Bearer ${token}` } })
    ).json()) as { state: string; match?: { code: string; room: string } };
  expect(await status(tokens[0])).toMatchObject({ state: 'matched', match: { code, room } });
  expect((await status(tokens[2])).state).toBe('waiting');
  expect(server.host.lobby.rooms.has(room!)).toBe(true);
  const outsider = play((await player()).api);
  await expect(outsider.join(sprint, { code })).rejects.toMatchObject({ reason: 'room-full' });
  // Nobody comes: the room ends without a result, and nobody’s rating knows of it.
  await vi.waitFor(async () => expect((await status(tokens[0])).match).toMatchObject({ state: 'ended' }), WAIT);
  const { rows } = await server.services.database.query(
    'select count(*) as count from rating_change where account_id = ?',
    [first.accountId],
  );
  expect(rows).toEqual([{ count: 0 }]);
});
