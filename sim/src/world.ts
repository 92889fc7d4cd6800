/**
 * A whole system in one process and no real time: a server that can be killed, clients on bad links, a disk.
 *
 * Everything random comes from one seed and every event goes through one virtual clock, so a seed gives the same run to
 * the last byte; `trace` proves it.
 */
import { BotRunner } from '@rubato/game';
import type { AnyBot, AnyGame } from '@rubato/game';
import { createClient } from '@rubato/client';
import type { Client, Match } from '@rubato/client';
import { Host } from '@rubato/host';
import type { HostedGame, HostOptions } from '@rubato/host';
import {
  LinkConditioner,
  ManualClock,
  MemoryJournalStore,
  RecordingLog,
  SeededRandom,
  memoryChannelPair,
} from '@rubato/ports/doubles';
import type { LinkConditions, MemoryChannelPair } from '@rubato/ports/doubles';
import type { Channel } from '@rubato/ports';
import { Hash64 } from '@rubato/schema';
import { DualChannel } from './dual-channel.ts';
import { ProcessClock } from './process-clock.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly hosted: HostedGame;
  readonly link?: Partial<LinkConditions>;
  /** Messages are lost rather than delayed. */
  readonly lossy?: boolean;
  readonly timings?: HostOptions['timings'];
  /** How long a commit takes on the simulated disk. */
  readonly commitMs?: number;
}

export interface SimClient {
  readonly client: Client;
  match: Match | undefined;
}

const URL = 'sim://server';

export class World {
  readonly clock = new ManualClock();
  readonly log = new RecordingLog();
  readonly clients: SimClient[] = [];
  /** False: nobody can dial the server, as when a network is gone. */
  reachable = true;
  readonly options: WorldOptions;
  store: MemoryJournalStore;
  host!: Host;
  #process!: ProcessClock;
  #pairs: MemoryChannelPair[] = [];
  #links: LinkConditioner[] = [];
  #lives = 0;
  #dials = 0;
  readonly #trace = new Hash64();

  constructor(options: WorldOptions) {
    this.options = options;
    this.store = new MemoryJournalStore({ clock: this.clock, commitMs: options.commitMs ?? 2 });
  }

  /** Digest of every message that went over any link so far. */
  get trace(): string {
    return this.#trace.digest();
  }

  /** The links of all live connections, to change their conditions. */
  get links(): readonly LinkConditioner[] {
    return this.#links;
  }

  async boot(): Promise<void> {
    this.#process = new ProcessClock(this.clock);
    this.host = new Host({
      clock: this.#process,
      random: new SeededRandom(`${this.options.seed} host ${this.#lives++}`),
      log: this.log,
      store: this.store,
      games: [this.options.hosted],
      ...(this.options.timings === undefined ? {} : { timings: this.options.timings }),
    });
    const failed = await this.host.start();
    if (failed.length > 0) throw new Error(`rooms did not resume: ${failed.map((each) => each.reason).join('; ')}`);
  }

  /** The power goes: nothing is said goodbye, commits under way may or may not have reached the disk. */
  crash(keep = 0): void {
    this.#process.kill();
    this.store = this.store.crash(keep);
    this.cut();
    this.host = undefined as never;
  }

  /** Every connection breaks; the server lives on. */
  cut(): void {
    for (const pair of this.#pairs) pair.cut();
    this.#pairs = [];
    this.#links = [];
  }

  connect(name: string): SimClient {
    const client = createClient({
      urls: [URL],
      clock: this.clock,
      random: new SeededRandom(`${this.options.seed} ${name}`),
      program: name,
      dial: async () => this.dial(name),
      trace: (direction, type, bytes) => {
        this.#trace.u32(direction === 'in' ? 1 : 2);
        this.#trace.u32(type.length * 65_536 + bytes);
        this.#trace.f64(this.clock.now());
      },
    });
    const sim: SimClient = { client, match: undefined };
    this.clients.push(sim);
    return sim;
  }

  /** Lets `ms` pass; `each` is called every 10 ms of it. */
  async run(ms: number, each?: () => void): Promise<void> {
    for (let passed = 0; passed < ms; passed += 10) {
      each?.();
      await this.clock.run(Math.min(10, ms - passed));
    }
  }

  async join<G extends AnyGame>(sim: SimClient, game: G, name: string): Promise<Match<G>> {
    const joining = sim.client.joinOrCreate(game, { name });
    let match: Match<G> | undefined;
    void joining.then((joined) => (match = joined));
    for (let waited = 0; match === undefined && waited < 20_000; waited += 20) await this.clock.run(20);
    if (match === undefined) throw new Error(`${name} could not join within 20 s`);
    sim.match = match as unknown as Match;
    return match;
  }

  /** A new connection to the server, over the world's link; throws while the server is down. */
  dial(name: string): Channel {
    if (this.host === undefined) throw new Error('connection refused');
    if (!this.reachable) throw new Error('no route to the server');
    const seed = `${this.options.seed} ${name} ${this.#dials++}`;
    const sure = this.#lane(`${seed} sure`, false);
    if (this.options.lossy !== true) {
      this.host.accept(sure.server);
      return sure.client;
    }
    const lossy = this.#lane(`${seed} lossy`, true);
    this.host.accept(new DualChannel(sure.server, lossy.server));
    return new DualChannel(sure.client, lossy.client);
  }

  #lane(seed: string, lossy: boolean): { readonly client: LinkConditioner; readonly server: Channel } {
    const pair = memoryChannelPair(this.clock);
    this.#pairs.push(pair);
    const conditions = this.options.link === undefined ? {} : { conditions: this.options.link };
    const client = new LinkConditioner(pair.client, this.clock, { seed, lossy, ...conditions });
    this.#links.push(client);
    return { client, server: pair.server };
  }
}

/** Lets the game's own bot hold a client's stick, at its own pace. */
export function pilot(sim: SimClient, bot: AnyBot, seed: Uint8Array): () => void {
  const runner = new BotRunner(bot, seed);
  let last = 0;
  return () => {
    const { match } = sim;
    if (match === undefined || match.state !== 'playing' || match.seat === undefined || match.tick < last + 3) return;
    last = match.tick;
    const { frame, orders = [] } = runner.play(match.view as object, match.seat, match.tick);
    if (frame !== undefined) match.hold(frame as never);
    for (const { name, args } of orders) match.order(name as never, args as never);
  };
}
