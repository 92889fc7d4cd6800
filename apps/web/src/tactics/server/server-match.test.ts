import { ApiError } from '@rubato/client';
import { Machine, type Seat } from '@rubato/game';
import { stateToJson } from '@rubato/schema';
import { tactics } from '@rubato/tactics';
import { beforeEach, expect, it, vi } from 'vitest';
import { MOST_FILMS, ServerMatch, type MatchApi } from './server-match.ts';
import type { ServerGame } from './told.ts';

const ID = '01980000-aaaa-7bbb-8ccc-0123456789ab';
const machine = Machine.start(tactics, {
  seats: [1 as Seat, 2 as Seat],
  seed: new Uint8Array(16).fill(3),
  settings: { scenario: 'beacon' },
});
const state = stateToJson(machine.copyView(1 as Seat));
const film = [JSON.stringify({ first: { tick: 0, state }, frames: [{ tick: 5, patch: {} }], events: [] })];
const network = new ApiError('network', 0, 'nobody answers');

/** A server as one player meets it: what it says next is set by the test. */
let game: ServerGame;
let turn: Awaited<ReturnType<MatchApi['turnState']>>;
let refusal: Error | undefined;
let calls: string[];
let said: string[];
let later: { readonly ms: number; readonly task: () => void }[];

const api = new Proxy({} as MatchApi, {
  get:
    (_, name: keyof MatchApi) =>
    async (input: { readonly turn?: number; readonly orders?: string; code?: string; seat?: number } = {}) => {
      calls.push([name, input.turn, input.code, input.seat].filter((part) => part !== undefined).join(' '));
      if (refusal) throw refusal;
      switch (name) {
        case 'turnGame':
        case 'joinTurnGame':
          return game;
        case 'turnGames':
          return { games: game.seat === undefined ? [] : [game] };
        case 'turnState':
          return turn;
        case 'watchTurn':
        case 'turnFilm':
          return { film };
        case 'checkOrders':
          return { problems: input.orders === '[]' ? [] : [{ index: 0, reason: 'power-budget', fatal: true }] };
        case 'submitOrders':
          turn = { ...turn, orders: input.orders ?? '' };
          return { revision: 1, problems: [] };
        default:
          return {};
      }
    },
});

const seats = ['Ada', 'Ben'].map((name, at) => {
  return { seat: at + 1, name, by: 'player' as const, missed: 0, resigned: false, awaited: true };
});
const opened = (open: number): void => {
  game = { ...game, phase: 'planning', status: 'your-turn', turn: open, seat: 1, sawTurns: open - 1 };
  const { orders: _, ...rest } = turn;
  turn = { ...rest, turn: open };
};
const match = (): ServerMatch =>
  new ServerMatch(ID, {
    api,
    after: (ms, task) => {
      later.push({ ms, task });
      return () => {};
    },
    words: (error) => (error as Error).message,
    say: (text) => void said.push(text),
  });

beforeEach(() => {
  later = [];
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  [refusal, calls, said] = [undefined, [], []];
  game = {
    id: ID,
    game: 'tactics',
    title: 'x',
    settings: '{}',
    phase: 'gathering',
    turn: 0,
    status: 'gathering',
    turnMs: 1,
    joinable: false,
    watchDelay: 1,
    watchTurns: 0,
    sawTurns: 0,
    nowMs: 0,
    seats,
  };
  turn = { turn: 1, phase: 'planning', seat: 1, view: [JSON.stringify(state)] };
});

it('opens the turn, hands orders in, and shows the turn once it has run, before the next is planned', async () => {
  opened(1);
  const one = match();
  await one.look();
  expect([one.open.value?.turn, one.given.value, one.film.value]).toEqual([1, undefined, undefined]);
  expect([...one.open.value!.view.ships].length).toBeGreaterThan(0);
  await one.submit([]);
  expect([one.given.value, said]).toEqual(['[]', []]);
  opened(2);
  await one.look();
  expect([one.film.value?.turn, one.film.value?.told.film.ticks, one.open.value?.turn]).toEqual([1, 5, 2]);
  expect(one.given.value).toBeUndefined();
  one.watched();
  expect(one.film.value).toBeUndefined();
  const later = match();
  await later.look();
  expect([later.film.value, later.open.value?.turn]).toEqual([undefined, 2]);
});

it('keeps the plan open while nobody answers, and says so', async () => {
  opened(1);
  const one = match();
  await one.look();
  refusal = network;
  await one.submit([]);
  expect([one.away.value, one.given.value, one.open.value?.turn, one.fault.value]).toEqual([
    true,
    undefined,
    1,
    undefined,
  ]);
  expect(said.join()).toMatch(/does not answer.*again later/);
  refusal = undefined;
  await one.look();
  expect(one.away.value).toBe(false);
});

it('looks again when the server has asked for patience, even at the first look', async () => {
  opened(1);
  const page = match();
  refusal = new ApiError('too-many', 429, 'slow down', 5000);
  await page.enter(undefined);
  expect([page.game.value, page.fault.value, later.map(({ ms }) => ms)]).toEqual([undefined, undefined, [5000]]);
  refusal = undefined;
  later[0]!.task();
  await vi.waitFor(() => expect(page.open.value?.turn).toBe(1));
  refusal = new ApiError('overloaded', 503, 'soon', 1);
  await page.look();
  expect(later.at(-1)!.ms).toBe(1000);
  page.close();
  const asked = calls.length;
  later.at(-1)!.task();
  expect(calls).toHaveLength(asked);
});

it('asks again when a turn closes in between, but not for ever', async () => {
  const one = match();
  refusal = new ApiError('conflict', 409, 'the match plays version 1');
  await one.look();
  await vi.waitFor(() => expect(one.fault.value).toBe('the match plays version 1'));
  expect(calls.length).toBe(4);
});

it('hands in nothing that the server’s rules refuse', async () => {
  opened(1);
  const one = match();
  await one.look();
  const ship = [...one.open.value!.view.ships][0]!.id;
  await one.submit([{ name: 'PowerAllocated', args: { ship, engines: 250, guns: 0, screens: 0, scanners: 0 } }]);
  expect(said.join()).toMatch(/more power than the reactor/);
  expect([calls.includes('submitOrders 1'), one.given.value]).toEqual([false, undefined]);
});

it('notices orders that were given in another tab, once', async () => {
  opened(1);
  const one = match();
  await one.look();
  turn = { ...turn, orders: '[]' };
  await one.look();
  await one.look();
  expect([one.given.value, said.length]).toEqual(['[]', 1]);
  expect(said[0]).toMatch(/another tab/);
});

it('asks for a private game with the code of its link, and goes in after joining', async () => {
  const one = match();
  await one.enter('abcd234efg');
  expect([one.open.value, calls]).toEqual([undefined, ['turnGame abcd234efg']]);
  opened(1);
  await one.join('abcd234efg');
  expect(one.open.value?.turn).toBe(1);
});

it('shows a spectator the newest turn of the delay, and a game that is over by any eyes', async () => {
  game = { ...game, phase: 'planning', status: 'watching', turn: 4, watchTurns: 2, sawTurns: 0, showMs: 5000 };
  const one = match();
  await one.enter('abcd234efg');
  expect(calls).toEqual(['turnGame abcd234efg', 'watchTurn 2 abcd234efg']);
  expect(one.film.value).toMatchObject({ turn: 2, showMs: 5000 });
  one.watched();
  await one.watch(1);
  expect(one.film.value).toMatchObject({ turn: 1, showMs: undefined });
  one.watched();
  game = { ...game, phase: 'over', status: 'over', formerSeat: 2, watchTurns: 4, sawTurns: 4 };
  await one.look();
  calls = [];
  await one.watch(3);
  await one.watch(3, 1);
  await one.watch(3);
  expect(calls).toEqual(['turnFilm 3', 'watchTurn 3 abcd234efg 1']);
  expect(one.film.value?.told.film.seat).toBe(2);
});

it('keeps a few films, and goes on without one that it can’t have', async () => {
  opened(MOST_FILMS + 3);
  const one = match();
  await one.look();
  for (let past = 1; past <= MOST_FILMS + 1; past++) await one.watch(past);
  calls = [];
  await one.watch(MOST_FILMS + 1);
  await one.watch(1);
  expect(calls).toEqual(['turnFilm 1']);
  one.watched();
  opened(MOST_FILMS + 4);
  refusal = new ApiError('not-found', 404, 'turn 7 has not run');
  await one.watch(MOST_FILMS + 3);
  expect([one.film.value, one.fetching.value]).toEqual([undefined, 0]);
  expect(said.join()).toMatch(/can’t be shown/);
});
