/** The services' sockets: what one costs while nothing happens, and how many chat messages reach their hearers. */
import { WebSocket } from 'ws';
import { startPart, type Part } from '../arena/harness/part.ts';
import { Histogram } from '../arena/harness/histogram.ts';
import type { Figure } from './figure.ts';
import type { RestOptions } from './rest.ts';
import type { Seeded, Usage } from './server.ts';

const IDLE = 5000;
/** One account may hold so many at a server. */
const PER_ACCOUNT = 8;
const HEARERS = 200;
const SPEAKERS = 20;
/** Of each speaker: below what flood control allows. */
const EVERY_MS = 250;
/** Handshakes under way at once. */
const DIALS = 50;

const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

class Listener {
  readonly socket: WebSocket;
  heard = 0;
  #sent = 0;

  constructor(port: number, onHeard: (text: string) => void) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
    this.socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString();
      if (!text.includes('"type":"CHAT"') || text.includes('"re":')) return;
      this.heard++;
      onHeard(text);
    });
  }

  send(type: string, data: object): void {
    const message = { type, version: 1, id: `b${this.#sent++}`, timestamp: Date.now(), priority: 'NORMAL', data };
    this.socket.send(JSON.stringify(message));
  }

  /** Resolves when the server has admitted it. */
  admitted(token: string): Promise<this> {
    return new Promise((resolve, reject) => {
      this.socket.once('open', () => this.send('AUTH_REQUEST', { token }));
      this.socket.once('message', (bytes: Buffer) => {
        const text = bytes.toString();
        if (text.includes('"AUTH_RESPONSE"')) resolve(this);
        else reject(new Error(`not admitted: ${text}`));
      });
      this.socket.once('error', reject);
    });
  }
}

export async function measureSockets(options: RestOptions): Promise<readonly Figure[]> {
  const { file, data, database, profile } = options;
  const nodeFlags = ['--expose-gc', ...(profile === '' ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`])];
  const server = await startPart({ file, cores: '0-1023', realtime: false, flags: { data, database }, nodeFlags });
  try {
    const port = await server.ask<number>('port');
    const players = await server.ask<readonly Seeded[]>('seed', { count: Math.ceil(IDLE / PER_ACCOUNT) });
    // First: what a busy server has let go of stays its process's.
    const idle = await idling(server, { port, players, name: options.name });
    return [...idle, ...(await chatting(server, { port, players, options }))];
  } finally {
    await server.ask('stop').catch(() => {});
    await server.stop();
  }
}

interface Hall {
  readonly port: number;
  readonly players: readonly Seeded[];
}

async function admit({ port, players }: Hall, count: number, onHeard: (text: string) => void): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for (let at = 0; at < count; at += DIALS) {
    const some = Array.from({ length: Math.min(DIALS, count - at) }, (_, more) =>
      new Listener(port, onHeard).admitted(players[(at + more) % players.length]!.token),
    );
    listeners.push(...(await Promise.all(some)));
  }
  return listeners;
}

async function idling(server: Part, { name, ...hall }: Hall & { name: string }): Promise<readonly Figure[]> {
  await sleep(1000);
  await server.ask('gc');
  const before = await server.ask<Usage>('usage');
  const listeners = await admit(hall, IDLE, () => {});
  await sleep(3000);
  await server.ask('gc');
  const { rssBytes } = await server.ask<Usage>('usage');
  const open = listeners.filter(({ socket }) => socket.readyState === WebSocket.OPEN).length;
  if (open < IDLE) throw new Error(`only ${open} of ${IDLE} sockets stayed open`);
  await server.ask('mark');
  await sleep(5000);
  const { cpuSeconds, seconds } = await server.ask<Usage>('usage');
  for (const { socket } of listeners) socket.terminate();
  const bytes = (rssBytes - before.rssBytes) / IDLE;
  return [
    { name: `${name}: an idle socket of ${IDLE}`, value: bytes / 1000, unit: 'kB', goal: 30, atMost: true },
    { name: `${name}: ${IDLE} idle sockets`, value: (cpuSeconds / seconds) * 100, unit: '% of a core' },
  ];
}

async function chatting(
  server: Part,
  { options, ...hall }: Hall & { options: RestOptions },
): Promise<readonly Figure[]> {
  const latencies = new Histogram();
  const sentAt = new Map<string, number>();
  const listeners = await admit(hall, HEARERS, (text) => {
    const said = /"message":"(b \d+)"/.exec(text)?.[1];
    const at = said === undefined ? undefined : sentAt.get(said);
    if (at !== undefined) latencies.record(performance.now() - at);
  });
  let messages = 0;
  // One after the other, as people speak.
  let turn = 0;
  const timer = setInterval(() => {
    const message = `b ${messages++}`;
    sentAt.set(message, performance.now());
    listeners[turn++ % SPEAKERS]!.send('CHAT', { channel: 'global', message });
  }, EVERY_MS / SPEAKERS);
  const heard = () => listeners.reduce((sum, listener) => sum + listener.heard, 0);
  await sleep(1500);
  await server.ask('mark');
  latencies.reset();
  const [heardBefore, sentBefore] = [heard(), messages];
  await sleep(options.seconds * 1000);
  const { cpuSeconds, seconds } = await server.ask<Usage>('usage');
  const [deliveries, said] = [heard() - heardBefore, messages - sentBefore];
  clearInterval(timer);
  for (const { socket } of listeners) socket.terminate();
  const name = `${options.name}: chat, ${SPEAKERS} of ${HEARERS} speak to all`;
  return [
    { name: `${name}: deliveries`, value: deliveries / cpuSeconds, unit: 'a CPU-second', goal: 15_000 },
    { name: `${name}: deliveries as it ran`, value: deliveries / seconds, unit: 'a second' },
    { name: `${name}: messages`, value: said / cpuSeconds, unit: 'a CPU-second' },
    { name: `${name}: p99`, value: latencies.quantile(0.99), unit: 'ms', goal: 50, atMost: true },
  ];
}
