/** The services' sockets: what one costs while nothing happens, and how many chat messages reach their hearers. */
import { WebSocket } from 'ws';
import { startPart, type Part } from '../arena/harness/part.ts';
import { converse, HEARERS, SPEAKERS } from './conversation.ts';
import type { Figure } from './figure.ts';
import type { RestOptions } from './rest.ts';
import type { Seeded, Usage } from './server.ts';

const IDLE = 5000;
/** One account may hold so many at a server. */
const PER_ACCOUNT = 8;
/** Handshakes under way at once. */
const DIALS = 50;

const sleep = (ms: number) => new Promise<void>((done) => void setTimeout(done, ms));

class Listener {
  readonly socket: WebSocket;
  #sent = 0;

  constructor(port: number, onHeard: (message: string) => void) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false });
    this.socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString();
      if (!text.includes('"type":"CHAT"') || text.includes('"re":')) return;
      onHeard(/"message":"(b \d+)"/.exec(text)![1]!);
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
    const chat = await converse(server, {
      name: `${options.name}: chat, ${SPEAKERS} of ${HEARERS} speak to all`,
      seconds: options.seconds,
      goals: { deliveries: 15_000, p99Ms: 50 },
      enter: async (at, onHeard) => {
        const listener = await new Listener(port, onHeard).admitted(players[at]!.token);
        return {
          say: (message) => listener.send('CHAT', { channel: 'global', message }),
          leave: () => listener.socket.terminate(),
        };
      },
    });
    return [...idle, ...chat];
  } finally {
    await server.ask('stop').catch(() => {});
    await server.stop();
  }
}

interface Hall {
  readonly port: number;
  readonly players: readonly Seeded[];
}

async function admit({ port, players }: Hall, count: number): Promise<Listener[]> {
  const listeners: Listener[] = [];
  for (let at = 0; at < count; at += DIALS) {
    const some = Array.from({ length: Math.min(DIALS, count - at) }, (_, more) =>
      new Listener(port, () => {}).admitted(players[(at + more) % players.length]!.token),
    );
    listeners.push(...(await Promise.all(some)));
  }
  return listeners;
}

async function idling(server: Part, { name, ...hall }: Hall & { name: string }): Promise<readonly Figure[]> {
  await sleep(1000);
  await server.ask('gc');
  const before = await server.ask<Usage>('usage');
  const listeners = await admit(hall, IDLE);
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
