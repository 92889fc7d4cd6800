import { createClient } from '@rubato/client';
import type { Match } from '@rubato/client';
import { connectWebSocket, NodeClock, nodeRandom } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { tally } from '../tally.ts';
import { startServerProcess } from '../../../tools/provision/server-process.ts';
import type { ServerProcess } from '../../../tools/provision/server-process.ts';
import { times } from '../../../tools/provision/soak.ts';

const KILLS = times(10, 500);
const PLAYERS = 2;

/** At most this much movement may be lost; a busy machine gets as much again for waking up late. */
const LOSS_MS = 100;

const clock = new NodeClock();
const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

interface Player {
  readonly match: Match<typeof tally>;
  issued: number;
  applied: number;
}

const until = async (what: string, done: () => boolean, withinMs = 20_000) => {
  for (const start = clock.now(); !done(); await sleep(5))
    if (clock.now() - start > withinMs) throw new Error(`${what}: not within ${withinMs} ms`);
};

describe(`a real server killed ${KILLS} times`, () => {
  const data = mkdtempSync(join(tmpdir(), 'rubato-kill-'));
  let server: ServerProcess | undefined;
  afterAll(async () => {
    await server?.kill();
    rmSync(data, { recursive: true, force: true });
  });

  it('resumes its room each time: no durable order is lost, none is applied twice, a tenth of a second of movement at most', async () => {
    server = await startServerProcess(data, 0);
    const { port } = server;
    const clients = Array.from({ length: PLAYERS }, (_, number) =>
      createClient({
        urls: [`ws://127.0.0.1:${port}`],
        dial: (url) => connectWebSocket(url, { subprotocol: 'rubato.v1' }),
        clock,
        random: nodeRandom,
        program: `victim ${number}`,
        backoff: { firstMs: 20, maxMs: 100 },
      }),
    );
    const players: Player[] = [];
    for (const client of clients) players.push({ match: await client.joinOrCreate(tally), issued: 0, applied: 0 });
    const acting = setInterval(() => players.forEach(act), 15);
    const lossesMs: number[] = [];

    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(60 + ((kill * 7919) % 240));
      await server.kill();
      const seen = Math.max(...players.map(({ match }) => match.stats.newestTick));
      server = await startServerProcess(data, port);
      expect(server.rooms).toBe(1);
      await until('everyone is back', () => players.every(({ match }) => match.state === 'playing'));
      lossesMs.push(Math.max(0, ...players.map(({ match }) => seen - match.stats.joinedTick)) * (1000 / 30));
    }

    clearInterval(acting);
    await until('all orders are settled', () => players.every(({ issued, applied }) => issued === applied));
    for (const { match, issued } of players) {
      const row = [...match.view.seats].find((each) => each.owner === match.seat);
      expect(row?.last).toBe(issued);
      expect(issued).toBeGreaterThan(KILLS);
      expect(match.stats.hashesWrong).toBe(0);
    }
    lossesMs.sort((a, b) => a - b);
    expect(lossesMs[Math.floor(lossesMs.length / 2)]).toBeLessThanOrEqual(LOSS_MS);
    expect(lossesMs.at(-1)).toBeLessThanOrEqual(2 * LOSS_MS);
    for (const client of clients) client.close();
  }, 600_000);
});

function act(player: Player): void {
  const { match } = player;
  if (match.state === 'over') return;
  match.hold({ push: ((player.issued * 37) % 200) - 100 });
  if (player.issued - player.applied > 100) return;
  const { outcome } = match.order('count', { n: ++player.issued });
  void outcome.then(({ status }) => status === 'applied' && player.applied++);
}
