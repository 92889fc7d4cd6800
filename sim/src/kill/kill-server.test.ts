import { createClient } from '@rubato/client';
import type { Client, Match, Outcome } from '@rubato/client';
import { readRecords, replay } from '@rubato/game';
import { SeededRandom } from '@rubato/ports/doubles';
import { connectWebSocket, NodeClock, nodeRandom, openSqliteStore } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tally } from '../tally.ts';
import { startServerProcess } from '../../../tools/provision/server-process.ts';
import type { ServerProcess } from '../../../tools/provision/server-process.ts';
import { times } from '../../../tools/provision/soak.ts';

const KILLS = times(50, 500);
/** Each of them is killed as often as the others; while one starts, the others run. */
const SERVERS = 2;
const ROOMS = 2;
const PLAYERS_PER_ROOM = 2;
/** Between two orders of a player. */
const ACT_MS = 25;

/** A server runs so long after the first tick of its rooms before it is killed. */
const LEAST_LIFE_MS = 20;
const LONGEST_LIFE_MS = times(300, 400);

/** At most this much movement may be lost. A machine that is busy with other things wakes late and writes late: see below. */
const LOSS_MS = 100;

const clock = new NodeClock();
const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

const until = async (what: string, done: () => boolean, withinMs = 20_000) => {
  for (const start = clock.now(); !done(); await sleep(5))
    if (clock.now() - start > withinMs) throw new Error(`${what}: not within ${withinMs} ms`);
};

/** One who counts up by an order every few milliseconds, and steers. */
class Player {
  readonly client: Client;
  match!: Match<typeof tally>;
  issued = 0;
  applied = 0;
  /** Whatever became of an order but that it was applied: an order lost or applied twice makes the next one wrong. */
  readonly refused: Outcome[] = [];

  constructor(port: number, name: string) {
    this.client = createClient({
      urls: [`ws://127.0.0.1:${port}`],
      dial: (url) => connectWebSocket(url, { subprotocol: 'rubato.v1' }),
      clock,
      random: nodeRandom,
      program: name,
      backoff: { firstMs: 10, maxMs: 50 },
    });
  }

  act(): void {
    const { match } = this;
    if (match.state === 'over') return;
    match.hold({ push: ((this.issued * 37) % 200) - 100 });
    if (this.issued - this.applied > 100) return;
    void match.order('count', { n: ++this.issued }).outcome.then((outcome) => {
      if (outcome.status === 'applied') this.applied++;
      else this.refused.push(outcome);
    });
  }

  /** Whether the server's life has begun for it: the room has ticked since it came back. */
  get plays(): boolean {
    return this.match.state === 'playing' && this.match.stats.newestTick > this.match.stats.joinedTick;
  }
}

describe(`${SERVERS} real servers killed ${KILLS} times`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-kill-'));
  const running = new Map<string, ServerProcess>();
  const players: Player[] = [];
  afterAll(async () => {
    for (const { client } of players) client.close();
    for (const server of running.values()) await server.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('resume their rooms each time: no durable order is lost, none is applied twice, a tenth of a second of movement at most', async () => {
    const lossesMs = (await Promise.all(Array.from({ length: SERVERS }, (_, number) => lives(number)))).flat();
    expect(lossesMs).toHaveLength(KILLS);
    lossesMs.sort((a, b) => a - b);
    const worstOf = (share: number) => lossesMs[Math.ceil(lossesMs.length * share) - 1];
    expect(worstOf(0.5)).toBeLessThanOrEqual(LOSS_MS);
    expect(worstOf(0.9)).toBeLessThanOrEqual(2 * LOSS_MS);
    expect(worstOf(1)).toBeLessThanOrEqual(5 * LOSS_MS);
  }, 1_800_000);

  /** All lives of one server; returns how much movement each death cost. */
  async function lives(number: number): Promise<number[]> {
    const data = join(folder, `server-${number}`);
    const start = async (port: number) => {
      const server = await startServerProcess(data, port);
      running.set(data, server);
      return server;
    };
    let server = await start(0);
    const { port } = server;
    const mine = await seated(port);
    players.push(...mine);
    const acting = setInterval(() => mine.forEach((player) => player.act()), ACT_MS);
    const random = new SeededRandom(number + 1);
    const lossesMs: number[] = [];
    const kills = KILLS / SERVERS;

    for (let kill = 0; kill < kills; kill++) {
      await until('everyone plays', () => mine.every((player) => player.plays));
      await sleep(LEAST_LIFE_MS + (random.bytes(1)[0]! / 255) * (LONGEST_LIFE_MS - LEAST_LIFE_MS));
      await server.kill();
      const seen = newestTicks(mine);
      server = await start(port);
      expect(server.rooms).toBe(ROOMS);
      await until('everyone is back', () => mine.every(({ match }) => match.state === 'playing'));
      const lost = mine.map(({ match }) => seen.get(match.roomId)! - match.stats.joinedTick);
      lossesMs.push(Math.max(0, ...lost) * (1000 / 30));
    }

    clearInterval(acting);
    await until('all orders are settled', () => mine.every(({ issued, applied }) => issued === applied));
    for (const player of mine) expectAllCounted(player, kills);
    // Longer than a group commit waits: what the players were told of is on disk now.
    await sleep(300);
    await server.kill();
    await expectJournals(data, kills + 1, mine);
    return lossesMs;
  }
});

async function seated(port: number): Promise<Player[]> {
  const players: Player[] = [];
  for (let room = 0; room < ROOMS; room++) {
    const first = new Player(port, `first of room ${room}`);
    first.match = await first.client.create(tally);
    players.push(first);
    for (let at = 1; at < PLAYERS_PER_ROOM; at++) {
      const next = new Player(port, `player ${at} of room ${room}`);
      next.match = await next.client.join(tally, { room: first.match.roomId });
      players.push(next);
    }
  }
  return players;
}

/** The newest tick that anybody has seen of each room. */
function newestTicks(players: readonly Player[]): Map<string, number> {
  const newest = new Map<string, number>();
  for (const { match } of players)
    newest.set(match.roomId, Math.max(newest.get(match.roomId) ?? 0, match.stats.newestTick));
  return newest;
}

function expectAllCounted({ match, issued, refused }: Player, kills: number): void {
  const row = [...match.view.seats].find((each) => each.owner === match.seat);
  expect(row?.last).toBe(issued);
  expect(issued).toBeGreaterThan(kills);
  expect(refused).toEqual([]);
  expect(match.stats.hashesWrong).toBe(0);
}

/** The rooms have had an epoch for each life, and their journals lead from the first turn to what the players saw. */
async function expectJournals(data: string, lifes: number, players: readonly Player[]): Promise<void> {
  const store = await openSqliteStore({ directory: data });
  try {
    const rooms = await store.rooms({ status: 'open' });
    expect(rooms.map(({ epoch }) => epoch)).toEqual(rooms.map(() => lifes));
    expect(rooms).toHaveLength(ROOMS);
    for (const { id } of rooms) {
      const records = (await store.read(id)).map(({ bytes }) => bytes);
      const { machine, divergedAt, gaps, turns } = replay(tally, readRecords(records));
      expect({ divergedAt, gaps }).toEqual({ divergedAt: undefined, gaps: [] });
      expect(turns).toBe(machine.turn);
      const counted = [...machine.view.seats].map(({ owner, last }) => [owner, last]);
      const issued = players.filter(({ match }) => match.roomId === id).map((each) => [each.match.seat, each.issued]);
      expect(counted).toEqual(issued);
    }
  } finally {
    await store.close();
  }
}
