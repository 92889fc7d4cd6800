/** One contender at work: its server on one core, its load on another, and windows of measurement over both. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundle } from './bundle.ts';
import type { Contender } from './contenders.ts';
import { coreBusy } from './core-busy.ts';
import type { LoadStats } from './load-side.ts';
import { startPart } from './part.ts';
import type { Part } from './part.ts';
import type { ServerStats } from './server-side.ts';

export const SERVER_CORE = 0;
export const LOAD_CORE = 1;
/** For a profiled server: the thread that samples must run beside the one that it looks at. */
const ALL_CORES = '0,1';

export interface BoutOptions {
  readonly realtime: boolean;
  /** Flags for the server's Node: profiling. */
  readonly serverNodeFlags: readonly string[];
  /** More flags for the server under test. */
  readonly serverFlags: Readonly<Record<string, number | string>>;
  /** The bundle of the server, instead of one made of this checkout. */
  readonly server?: string | undefined;
}

export interface Point {
  readonly contender: string;
  readonly rooms: number;
  readonly server: ServerStats;
  readonly load: LoadStats;
  /** Busy share of the server's core that was not the server's own. */
  readonly foreignPct: number;
}

export class Bout {
  readonly #contender: Contender;
  readonly #server: Part;
  readonly #load: Part;
  #rooms = 0;

  private constructor(contender: Contender, server: Part, load: Part) {
    this.#contender = contender;
    this.#server = server;
    this.#load = load;
  }

  static async open(contender: Contender, options: BoutOptions): Promise<Bout> {
    const files = await bundle(contender.folder);
    const port = await freePort();
    const { realtime, serverNodeFlags, serverFlags } = options;
    const flags = { port, ...contender.flags, ...serverFlags };
    const server = await startPart({
      file: options.server ?? files.server,
      cores: serverNodeFlags.length > 0 ? ALL_CORES : String(SERVER_CORE),
      flags,
      realtime,
      nodeFlags: serverNodeFlags,
    });
    const load = await startPart({ file: files.load, cores: String(LOAD_CORE), flags: { port }, realtime });
    return new Bout(contender, server, load);
  }

  async fill(rooms: number): Promise<void> {
    this.#server.prefer(false);
    await this.#load.ask('fill', { rooms });
    this.#rooms = rooms;
  }

  /** Seats clients of the contender's own kind, where it has some. */
  async invite(count: number): Promise<void> {
    if (this.#contender.companions && count > 0) await this.#load.ask('invite', { count });
  }

  async measure(warmSeconds: number, seconds: number): Promise<Point> {
    await sleep(warmSeconds * 1000);
    this.#server.prefer(true);
    await Promise.all([this.#server.ask('mark'), this.#load.ask('mark')]);
    const busy = coreBusy(SERVER_CORE);
    await sleep(seconds * 1000);
    const busyPct = busy();
    const [server, load] = await Promise.all([
      this.#server.ask<ServerStats>('stats'),
      this.#load.ask<LoadStats>('stats'),
    ]);
    const foreignPct = Math.max(0, busyPct - server.cpuPct);
    return { contender: this.#contender.name, rooms: this.#rooms, server, load, foreignPct };
  }

  async close(): Promise<void> {
    await this.#load.ask('close');
    await this.#load.stop();
    await this.#server.ask('stop');
    await this.#server.stop();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
