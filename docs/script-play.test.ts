// A player written from docs/protocol.md alone: a socket, JSON and HMAC; nothing of ours but the server.
import { arena, bot } from '@rubato/arena';
import { startServer } from '@rubato/server';
import type { RunningServer } from '@rubato/server';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** What this script reads of the messages; each has some of it. */
interface Message {
  readonly type: string;
  readonly session: string;
  readonly key: string;
  readonly room: number;
  readonly roomKey: string;
  readonly roomId: string;
  readonly seat: number;
  readonly full: boolean;
  readonly state: Json;
  readonly events?: readonly { readonly name: string }[];
  readonly outcomes?: readonly object[];
  readonly durableOrder?: number;
  readonly ackSeq?: number;
}

interface Ship {
  readonly owner: number;
  readonly x: number;
  readonly y: number;
}

const PATIENCE_MS = 5000;

/** RFC 7396. */
function patched(target: Json | undefined, patch: Json): Json {
  if (patch === null || typeof patch !== 'object' || Array.isArray(patch)) return patch;
  const out = { ...(typeof target === 'object' && !Array.isArray(target) ? target : {}) };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete out[name];
    else out[name] = patched(out[name], value);
  }
  return out;
}

class Script {
  readonly heard: Message[] = [];
  state: Json = {};
  closed: number | undefined;
  readonly #socket: WebSocket;

  constructor(url: string) {
    this.#socket = new WebSocket(url, 'rubato.json.v1');
    this.#socket.on('close', (code) => (this.closed = code));
    this.#socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Message;
      this.heard.push(message);
      if (message.type === 'state') this.state = patched(message.full ? {} : this.state, message.state);
    });
  }

  opened = (): Promise<void> => new Promise((done) => void this.#socket.once('open', () => done()));
  say = (message: object): void => this.#socket.send(JSON.stringify(message));
  breakOff = (): void => this.#socket.terminate();
  of = (type: string): Message[] => this.heard.filter((message) => message.type === type);

  async hear(type: string, good: (message: Message) => boolean = () => true): Promise<Message> {
    for (const until = performance.now() + PATIENCE_MS; performance.now() < until;) {
      const found = this.of(type).find(good);
      if (found !== undefined) return found;
      await new Promise((done) => void setTimeout(done, 5));
    }
    throw new Error(`no such ${type} within ${PATIENCE_MS} ms; closed: ${this.closed}`);
  }

  ship(seat: number): Ship {
    const { ships } = this.state as unknown as { readonly ships: Readonly<Record<string, Ship>> };
    return Object.values(ships).find(({ owner }) => owner === seat)!;
  }
}

const data = mkdtempSync(join(tmpdir(), 'rubato-script-'));
let server: RunningServer;
beforeAll(async () => {
  const games = [{ game: arena, bot, hz: 30, seats: { default: 4, max: 8 }, fillWithBots: true }];
  server = await startServer({ games, config: { data, port: 0, adminPort: 0 } });
});
afterAll(async () => {
  await server.stop();
  rmSync(data, { recursive: true });
});

it('a script without our client joins, steers, orders, signs, loses its socket, resumes and leaves', async () => {
  const script = new Script(server.socketUrl);
  await script.opened();
  script.say({ type: 'hello' });
  const { session, key } = await script.hear('welcome');
  script.say({ type: 'join', game: 'arena', name: 'Script' });
  const joined = await script.hear('joined');
  expect(joined).toMatchObject({ game: 'arena', hz: 30 });
  await script.hear('state');
  const { x, y } = script.ship(joined.seat);

  // Ten times a second, as the page says; the arena is at rest before its first round, its ships are not.
  const thrust = { aimed: false, turn: 0, heading: 0, thrust: 1, brake: false, fire: false, beam: false };
  const steering = setInterval(() => script.say({ type: 'input', frame: thrust }), 100);
  await expect
    .poll(() => Math.hypot(script.ship(joined.seat).x - x, script.ship(joined.seat).y - y), {
      timeout: PATIENCE_MS,
    })
    .toBeGreaterThan(1);
  clearInterval(steering);

  script.say({ type: 'input', orders: [{ seq: 1, name: 'emote', args: { kind: 'hello' } }] });
  await script.hear('state', ({ events = [] }) => events.some(({ name }) => name === 'emoted'));
  script.say({ type: 'input', orders: [{ seq: 2, name: 'emote', args: { kind: 'hello' } }] });
  const { outcomes } = await script.hear('state', (message) => message.outcomes !== undefined);
  expect(outcomes).toEqual([{ seq: 2, status: 'rejected', reason: 'too-soon' }]);
  await script.hear('state', ({ durableOrder }) => durableOrder === 2);

  const body = JSON.stringify({ type: 'input', seq: 1, frame: thrust });
  const tag = createHmac('sha256', Buffer.from(joined.roomKey, 'base64')).update(body).digest('hex').slice(0, 32);
  script.say({ body, tag });
  await script.hear('state', ({ ackSeq }) => ackSeq === 1);

  script.breakOff();
  const again = new Script(server.socketUrl);
  await again.opened();
  const proof = createHmac('sha256', Buffer.from(key, 'base64')).update(`rubato resume 1\n${session}\n1`);
  again.say({ type: 'hello', resume: { session, attempt: 1, proof: proof.digest('base64') } });
  expect(await again.hear('welcome')).toMatchObject({ session, resumed: true });
  expect(await again.hear('joined')).toMatchObject({ roomId: joined.roomId, seat: joined.seat, ackOrder: 2 });
  expect(await again.hear('state')).toMatchObject({ full: true });
  expect(again.ship(joined.seat)).toMatchObject({ owner: joined.seat });

  again.say({ type: 'leave', room: (await again.hear('joined')).room });
  expect(await again.hear('left')).toMatchObject({ reason: 'left' });
  again.say({ type: 'nonsense' });
  await expect.poll(() => again.closed, { timeout: PATIENCE_MS }).toBe(4000);
});
