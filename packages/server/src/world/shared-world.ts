/**
 * The one world of several servers with one database: whoever holds its lease runs it, on a host of its own whose journal
 * is in that database; the others watch it and send their orders over the bus. When the holder dies, its lease runs out
 * and another server goes on from the journal: nothing that was acknowledged is lost.
 *
 *   watching ⇄ running        by the lease; that a server which lost it stores nothing more is the journal's fence
 */
import { JournalSegmentWriter, type AnyGame } from '@rubato/game';
import { DriveRefused, Host, type DrivenMatch } from '@rubato/host';
import type { Bus, Clock, Database, Log, Random } from '@rubato/ports';
import {
  giveBackLease,
  newId,
  Refused,
  takeLease,
  type World,
  type WorldOrder,
  type WorldOutcome,
  type WorldPort,
} from '@rubato/services';
import { repeatTask } from '../repeat-task.ts';
import type { HostedWorld } from './start-world.ts';
import { WatchedWorld } from './watched-world.ts';
import { WorldJournal } from './world-journal.ts';
import { WorldWords, type Asked } from './world-words.ts';

/** A server that is silent for so long is replaced. */
export const WORLD_LEASE_MS = 6000;
/** How often the lease is renewed, or asked for. */
export const WORLD_STEP_MS = 2000;
/** How often the others see the state, beside after each order. */
export const WORLD_SEEN_MS = 1000;
/** Turns older than this are forgotten. */
export const WORLD_KEPT_MS = 14 * 86_400_000;
const FORGET_EVERY_MS = 3_600_000;

/** The seat by which a server tells its world what characters do. */
const SERVER_SEAT = 1;

export interface SharedWorldParts {
  readonly world: World;
  readonly hosted: HostedWorld;
  readonly database: Database;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A name that this server keeps over restarts, and that no other process has meanwhile. */
  readonly node: string;
  readonly region: string;
  readonly commitMs: number;
  readonly production: boolean;
}

interface Running {
  readonly host: Host;
  readonly journal: WorldJournal;
  /** Undefined where it can't go on; the log says why. */
  readonly match: DrivenMatch | undefined;
}

export class SharedWorld implements WorldPort {
  readonly #parts: SharedWorldParts;
  readonly #words: WorldWords;
  readonly #watched: WatchedWorld;
  readonly #stops: (() => unknown)[] = [];
  #running: Running | undefined;
  /** The match that the services follow now, and whether it is ours. */
  #attached = '';
  /** Steps come one after the other. */
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(parts: SharedWorldParts) {
    const { hosted, bus, clock, node } = parts;
    this.#parts = parts;
    this.#words = new WorldWords(bus, hosted.game.name);
    this.#watched = new WatchedWorld({ game: hosted.game, words: this.#words, clock, node });
  }

  get match(): string {
    return this.#running?.match?.id ?? this.#watched.match ?? '';
  }

  /** Whether this server runs it. */
  get runs(): boolean {
    return this.#running?.match !== undefined;
  }

  /** Takes the world over if nobody runs it, and goes on looking. Resolves after the first look. */
  async start(): Promise<void> {
    const { clock, log, node } = this.#parts;
    this.#stops.push(
      await this.#words.onSeen((seen) => {
        if (seen.node === node) return;
        this.#watched.saw(seen);
        if (!this.runs) this.#later(() => this.#attach());
      }),
      await this.#words.onLook(() => this.#show()),
      await this.#words.onAsked((asked) => void this.#obey(asked)),
      await this.#words.onAnswered(node, (answered) => this.#watched.answered(answered)),
    );
    await this.#step();
    // Not only when it is shown next: until then nobody here could do anything in it.
    if (!this.runs) this.#words.look();
    const options = { clock, log };
    this.#stops.push(
      repeatTask(() => this.#later(() => this.#step()), {
        ...options,
        everyMs: WORLD_STEP_MS,
        failed: 'the lease of the world could not be asked for',
      }),
      repeatTask(async () => this.#show(), { ...options, everyMs: WORLD_SEEN_MS, failed: 'the world was not shown' }),
      repeatTask(async () => void (await this.#running?.journal.retain({ maxAgeMs: WORLD_KEPT_MS }, clock.wallMs())), {
        ...options,
        everyMs: FORGET_EVERY_MS,
        failed: 'old turns of the world could not be forgotten',
      }),
    );
  }

  /** Writes everything down and lets another server go on at once. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const stop of this.#stops) await stop();
    this.#watched.giveUp();
    await this.#work;
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return;
    await running.host.stop();
    const { database, node } = this.#parts;
    await giveBackLease(database, { name: this.#lease, holder: node });
  }

  view(): object {
    return this.#running?.match?.view ?? this.#watched.view();
  }

  async order(order: WorldOrder): Promise<WorldOutcome> {
    const match = this.#running?.match;
    if (match === undefined) return this.#watched.order(order);
    try {
      const outcome = await match.order(SERVER_SEAT, order);
      this.#show();
      return outcome;
    } catch {
      throw new Refused('overloaded', 'the world moves to another server; look whether it was done, and try again');
    }
  }

  /** What happens is followed by whoever runs the world; it makes the tables for all. */
  async follow(...[afterTurn, listener]: Parameters<WorldPort['follow']>): ReturnType<WorldPort['follow']> {
    return this.#running?.match?.follow(afterTurn, listener) ?? (() => {});
  }

  get #game(): AnyGame {
    return this.#parts.hosted.game;
  }
  get #lease(): string {
    return `world:${this.#game.name}`;
  }

  async #step(): Promise<void> {
    if (this.#stopped) return;
    const { database, clock, node, log } = this.#parts;
    const wish = { name: this.#lease, holder: node, nowMs: clock.wallMs(), holdMs: WORLD_LEASE_MS };
    const fence = await takeLease(database, wish);
    if (fence === undefined) return this.#stepDown();
    if (this.#running !== undefined) return;
    this.#running = await this.#run(fence);
    const { match } = this.#running;
    if (match) log.log('info', 'this server runs the world', { match: match.id, tick: match.tick, fence });
    await this.#attach();
    this.#show();
  }

  async #run(fence: number): Promise<Running> {
    const { database, clock, random, log, node, region, commitMs, production, hosted } = this.#parts;
    const lease = { name: this.#lease, holder: node, fence, holdMs: WORLD_LEASE_MS };
    const lost = () => void this.#later(() => this.#stepDown());
    const journal = new WorldJournal({ database, clock, lease, lost });
    const games = { games: [], driven: [hosted] };
    const host = new Host({ clock, random, log, store: journal, ...games, region, commitMs, production });
    for (const { room, reason } of await host.start())
      log.log('error', 'the world could not be resumed; its journal stays', { match: room.id, reason });
    return { host, journal, match: await this.#drive(host) };
  }

  async #drive(host: Host): Promise<DrivenMatch | undefined> {
    const { world, hosted, clock, random, log } = this.#parts;
    const { game, settings } = hosted;
    try {
      const known = (await host.driven.permanentId(game)) ?? `${game.name}-${newId({ clock, random }).slice(-8)}`;
      const id = await world.home(game.name, known);
      return await host.driven.drive(game, { id, permanent: true, ...(settings && { settings }) });
    } catch (error) {
      if (!(error instanceof DriveRefused)) throw error;
      log.log('error', 'the world does not run', { game: game.name, code: error.code, reason: error.message });
      return undefined;
    }
  }

  async #stepDown(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    this.#parts.log.log('warn', 'another server runs the world now', { game: this.#game.name });
    // What is not stored by now never will be: whoever waits for it is told.
    await running.journal.close();
    running.host.driven.suspend();
    running.host.driven.abandon();
    void running.host.stop();
    await this.#attach();
  }

  /** The services follow the world where it is. */
  async #attach(): Promise<void> {
    const { match, runs } = this;
    const attached = match === '' ? '' : `${match} ${runs ? 'here' : 'there'}`;
    if (attached === '' || attached === this.#attached || this.#stopped) return;
    this.#attached = attached;
    await this.#parts.world.attach(this);
  }

  #later(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch((error: unknown) => {
      if (!this.#stopped) this.#parts.log.log('error', 'the world could not be followed', { error: String(error) });
    });
    return this.#work;
  }

  #show(): void {
    const match = this.#running?.match;
    if (match === undefined || match.state !== 'running') return;
    const { machine, id, epoch } = match;
    const state = new JournalSegmentWriter(machine, { room: id, epoch, segment: 0 }).head();
    this.#words.see({ match: id, node: this.#parts.node, state });
  }

  async #obey({ node, id, order }: Asked): Promise<void> {
    if (!this.runs || node === this.#parts.node) return;
    try {
      const outcome = await this.order(order);
      if (outcome.status === 'applied' && outcome.events.length > 0) await this.#parts.world.settled(outcome.turn);
      // Whoever asked need not wait for the tables: we did.
      const told: WorldOutcome = outcome.status === 'applied' ? { ...outcome, events: [] } : outcome;
      this.#words.answer(node, { id, outcome: told });
    } catch (error) {
      this.#words.answer(node, { id, outcome: { status: 'lost' } });
      this.#parts.log.log('warn', 'an order of another server was lost', { order: order.name, error: String(error) });
    }
  }
}
