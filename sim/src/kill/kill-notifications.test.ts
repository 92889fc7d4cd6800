/** A real server process is killed while it sends reminders to a real gateway, each time in the middle of one: none is lost. */
import { createApi } from '@rubato/client';
import { nodeRandom, openSqliteDatabase } from '@rubato/server';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../../../tools/provision/server-process.ts';
import { times } from '../../../tools/provision/soak.ts';

const MAIN = new URL('./notices-main.ts', import.meta.url);
const KILLS = times(2, 40);
const GAMES = times(10, 120);
/** Well below what an account gets by a gateway in a day. */
const GAMES_EACH = 4;
/** Between two kills; two at least, as what was under way before comes first. */
const SENT_MOST = 4;
const DAY_MS = 86_400_000;
const MINUTES = 60_000;

interface Sent {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly key: string | string[] | undefined;
}

/** Takes messages as a gateway does, and can let one hang. */
class Gateway {
  readonly sent: Sent[] = [];
  readonly #server: Server;
  /** Called with each message before it is answered; true: it never is. */
  hang: (sent: Sent) => boolean = () => false;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => (body += String(part)));
      request.on('end', () => {
        const sent = { ...(JSON.parse(body) as Sent), key: request.headers['idempotency-key'] };
        this.sent.push(sent);
        if (!this.hang(sent)) response.writeHead(202).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  get reminders(): readonly Sent[] {
    return this.sent.filter(({ text }) => text.startsWith('Orders missing'));
  }

  /** Resolves in the middle of the so-manieth reminder from now on, which stays without an answer. */
  nextReminder(count: number): Promise<void> {
    return new Promise((resolve) => {
      let left = count;
      this.hang = ({ text }) => {
        if (!text.startsWith('Orders missing') || --left > 0) return false;
        resolve();
        return true;
      };
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** A guest who proved a number. */
async function player(baseUrl: string, gateway: Gateway, number: string) {
  const api = createApi({ baseUrl });
  await api.guest();
  await api.setNotificationAddress({ way: 'gateway', address: number });
  const code = /\d{8}/.exec(gateway.sent.findLast(({ to }) => to === number)!.text)![0];
  const { addresses } = await api.verifyNotificationAddress({ way: 'gateway', code });
  expect(addresses).toEqual([{ way: 'gateway', address: number, verified: true }]);
  return { api, number };
}

describe(`a real server killed ${KILLS} times in the middle of a reminder`, () => {
  const data = mkdtempSync(join(tmpdir(), 'rubato-kill-notices-'));
  const gateway = new Gateway();
  let server: ServerProcess | undefined;
  let more: readonly string[] = [];
  beforeAll(async () => void (more = [await gateway.listen()]));
  afterAll(async () => {
    await server?.kill();
    gateway.close();
    rmSync(data, { recursive: true, force: true });
  });

  /** Makes time pass, for what waits for it. */
  async function pass(...statements: readonly string[]): Promise<void> {
    const database = await openSqliteDatabase({ path: join(data, 'services.db') });
    await database.batch(statements.map((sql) => ({ sql })));
    await database.close();
  }

  it('reminds everybody at least once, with the same id each time', { timeout: 20 * MINUTES }, async () => {
    server = await startServerProcess(data, 0, { main: MAIN, more });
    const { port } = server;
    const players: Awaited<ReturnType<typeof player>>[] = [];
    for (let at = 0; at < Math.ceil((2 * GAMES) / GAMES_EACH); at++)
      players.push(await player(`http://127.0.0.1:${port}`, gateway, `+49170${1_000_000 + at}`));
    const expected = new Set<string>();
    for (let made = 0; made < GAMES; made++) {
      const two = [0, 1].map((nth) => players[(2 * made + nth) % players.length]!);
      const title = `Battle ${made}.`;
      const { id } = await two[0]!.api.createTurnGame({ game: 'tactics', title, seats: 2, turnMs: DAY_MS });
      await two[1]!.api.joinTurnGame({ id });
      for (const { number } of two) expected.add(`${number} ${title}`);
    }

    const due = `update turn_game set remind_ms = 0 where remind_ms is not null`;
    let first = true;
    for (let kill = 0; kill < KILLS; kill++) {
      const reached = gateway.nextReminder(2 + (nodeRandom.bytes(1)[0]! % (SENT_MOST - 1)));
      if (!first) server = await startServerProcess(data, port, { main: MAIN, more });
      else await pass(due);
      first = false;
      await reached;
      await server.kill();
      // Its leases and what it had begun would be free after two minutes.
      await pass('delete from lease', 'update notification_delivery set due_ms = 0');
    }
    gateway.hang = () => false;
    server = await startServerProcess(data, port, { main: MAIN, more });
    const told = () =>
      new Map(gateway.reminders.map(({ to, text }) => [`${to} ${/Battle \d+\./.exec(text)?.[0]}`, text]));
    await expect.poll(() => told().size, { timeout: 20_000, interval: 20 }).toBe(expected.size);
    expect(new Set(told().keys())).toEqual(expected);
    // One id for each reminder, and each kill met one of them, which came again.
    expect(new Set(gateway.reminders.map(({ id }) => id)).size).toBe(expected.size);
    expect(gateway.sent.filter(({ id, key }) => id !== key)).toEqual([]);
    expect(gateway.reminders.length).toBeGreaterThanOrEqual(expected.size + KILLS);
  });
});
