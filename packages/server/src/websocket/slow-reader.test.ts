import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineGame } from '@rubato/game';
import type { HostedGame } from '@rubato/host';
import {
  decodeServer,
  encodeMessage,
  limits,
  PROTOCOL_VERSION,
  subprotocols,
  unpackPayload,
  type DeclaredMessage,
  type Snapshot as SnapshotMessage,
} from '@rubato/protocol';
import { BitReader, BitWriter, decodeDelta, layoutOf, one, table, u32, type Snapshot } from '@rubato/schema';
import { WebSocket } from 'ws';
import { times } from '../../../../tools/provision/soak.ts';
import { startServer, type RunningServer } from '../serve.ts';

const ROWS = 2500;
/** At least. */
const STALL_MS = times(500, 5000);

/** What a cell holds in a tick: every one changes in every tick, and none can be packed. */
const noise = (tick: number, row: number): number => {
  let x = Math.imul(tick * ROWS + row + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca77);
  return (x ^ (x >>> 13)) >>> 0;
};

const flood = defineGame({
  name: 'flood',
  version: 1,
  rewindTicks: 0,
  state: { cells: table({ a: u32, b: u32 }, { max: ROWS }), clock: one({ tick: u32 }) },
  setup({ state }) {
    for (let row = 0; row < ROWS; row++) state.cells.add({});
  },
  tick({ state, tick }) {
    let row = 0;
    for (const cell of state.cells) {
      cell.a = noise(tick, row);
      cell.b = noise(tick + 1, row++);
    }
    state.clock.tick = tick;
  },
});
const hosted: HostedGame = { game: flood, hz: 60, seats: { default: 1, max: 1 }, fillWithBots: false };
const layout = layoutOf(flood.state);

/** A player who reads when it is told to, and looks at every value of every state. */
class Reader {
  readonly socket: WebSocket;
  readonly states = new Map<number, Snapshot>();
  keyframes = 0;
  hashes = 0;
  readonly wrong: string[] = [];
  closed: number | undefined;

  constructor(url: string) {
    this.socket = new WebSocket(url, [subprotocols.binary], { perMessageDeflate: false });
    this.socket.on('open', () => this.#say({ type: 'hello', versions: [PROTOCOL_VERSION], client: 'reader' }));
    this.socket.on('message', (data: Buffer) => this.#hear(new Uint8Array(data.buffer, data.byteOffset, data.length)));
    this.socket.on('close', (code) => (this.closed = code));
  }

  get newest(): number {
    return Math.max(0, ...this.states.keys());
  }

  #say(message: DeclaredMessage): void {
    this.socket.send(encodeMessage(new BitWriter(), message));
  }

  #hear(bytes: Uint8Array): void {
    const message = decodeServer(bytes);
    if (message.type === 'welcome')
      this.#say({ type: 'join', request: 1, mode: 'create', game: 'flood', private: false });
    if (message.type === 'snapshot') this.#state(message);
  }

  #state(message: SnapshotMessage): void {
    const base = message.baseId === undefined ? undefined : this.states.get(message.baseId);
    if (message.baseId === undefined) this.keyframes++;
    else if (base === undefined) return void this.wrong.push(`${message.id}: no base ${message.baseId}`);
    const state = decodeDelta(layout, base, new BitReader(unpackPayload(message)));
    this.#look(message.id, state);
    if (message.hash !== undefined) {
      this.hashes++;
      if (state.viewHash() !== message.hash) this.wrong.push(`${message.id}: hash`);
    }
    for (const tick of this.states.keys()) if (tick < message.id - limits.snapshotsKept) this.states.delete(tick);
    this.states.set(message.id, state);
  }

  #look(tick: number, { tables: [cells, clock] }: Snapshot): void {
    const [a, b] = cells!.lanes;
    if (clock!.lanes[0]![0] !== tick) this.wrong.push(`${tick}: clock ${clock!.lanes[0]![0]}`);
    for (let row = 0; row < ROWS; row++) {
      if (a![row] === noise(tick, row) && b![row] === noise(tick + 1, row)) continue;
      return void this.wrong.push(`${tick}: row ${row}`);
    }
  }
}

let data: string;
let server: RunningServer;

beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'rubato-slow-'));
  server = await startServer({ games: [hosted], config: { port: 0, adminPort: 0, data } });
});

afterEach(async () => {
  await server.stop();
  rmSync(data, { recursive: true, force: true });
});

describe('a client that stops reading', () => {
  it('until the server has forgotten what it read last holds no more than the limit, and then sees only states that were', async () => {
    const reader = new Reader(server.socketUrl);
    await expect.poll(() => reader.hashes, { timeout: 5000 }).toBeGreaterThan(0);
    const keyframes = reader.keyframes;

    reader.socket.pause();
    const before = reader.newest;
    let longest = 0;
    // What the next message can't be made from any more, the server sends whole.
    const viewers = [...server.host.lobby.rooms.values()].flatMap((room) =>
      [...room.viewers].map((viewer) => ({ room, viewer })),
    );
    const forgotten = () =>
      viewers.every(({ room, viewer }) => room.machine.tick - viewer.sentTick > limits.snapshotsKept);
    for (let waitedMs = 0; waitedMs < STALL_MS || !forgotten(); waitedMs += 50) {
      await sleep(50);
      for (const { viewer } of viewers) longest = Math.max(longest, viewer.session.link?.channel.queuedBytes ?? 0);
    }
    // The stall was long enough to fill the kernel's buffers and reach our limit, which one message may overstep.
    expect(server.host.counters.coalesced).toBeGreaterThan(0);
    expect(longest).toBeGreaterThan(limits.queueCoalesceBytes);
    expect(longest).toBeLessThan(limits.queueCoalesceBytes + ROWS * 16);

    const ran = Math.max(...viewers.map(({ room }) => room.machine.tick));
    reader.socket.resume();
    // What waited is read first, then what the server makes from now on.
    await expect.poll(() => reader.newest, { timeout: 10_000 }).toBeGreaterThan(ran);
    const { hashes } = reader;
    await expect.poll(() => reader.hashes, { timeout: 10_000 }).toBeGreaterThan(hashes);
    expect(reader.wrong).toEqual([]);
    expect(reader.newest).toBeGreaterThan(before + limits.snapshotsKept);
    // It went on from the newest state, not through all that it had missed.
    expect(reader.keyframes).toBeGreaterThan(keyframes);
    expect(reader.closed).toBeUndefined();
    reader.socket.terminate();
  });
});
