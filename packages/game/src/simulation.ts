// The state of one play and every single thing that can change it: an order, a seat's step, a tick. Contains no faults
// itself: what a rule throws comes out (see turn-runner.ts).

import { Store } from '@rubato/schema';
import type { Seat, Snapshot } from '@rubato/schema';
import type { AnyContext, AnySchema, AnyView } from './any-game.ts';
import { RuleFault } from './errors.ts';
import { EventLog } from './event-log.ts';
import type { GameCodecs } from './game-codecs.ts';
import { RandomStreams, type StreamMark } from './random.ts';
import type { Rejection } from './rejection.ts';
import { RewindRing } from './rewind-ring.ts';
import { SeatViews } from './seat-views.ts';
import {
  type EventRecord,
  type FrameInput,
  frameCause,
  JOIN,
  LEAVE,
  type Order,
  orderCause,
  SETUP_CAUSE,
  TICK_CAUSE,
} from './turn.ts';

/** How a simulation starts. */
export interface SimulationOptions {
  readonly seed: Uint8Array;
  readonly settings: object;
  readonly seats: readonly Seat[];
  readonly development: boolean;
  readonly warn?: (message: string) => void;
}

/** Where a simulation can return to within one phase of a turn. */
export interface Checkpoint {
  readonly state: Snapshot;
  readonly tick: number;
  readonly seats: readonly Seat[];
  readonly events: number;
  readonly streams: StreamMark;
}

/** Outside of development nothing warns, and bare engines have no console to warn on. */
const saysNothing = (): void => {};

/** What rules are handed. One object for all calls; `seen` is set before each. */
class LiveContext implements AnyContext {
  readonly state: object;
  readonly settings: object;
  tick = 0;
  seats: readonly Seat[] = [];
  /** What the acting seat saw. */
  seen: number | undefined;
  readonly random: AnyContext['random'];
  readonly emit: AnyContext['emit'];
  readonly past: AnyContext['past'];

  constructor(store: Store<AnySchema>, settings: object, streams: RandomStreams, events: EventLog, ring: RewindRing) {
    this.state = store.state;
    this.settings = settings;
    this.random = (stream) => streams.stream(stream);
    this.emit = events.emit;
    this.past = (tick = this.seen) => ring.at(tick) ?? store.view;
  }
}

export class Simulation {
  readonly codecs: GameCodecs;
  readonly store: Store<AnySchema>;
  readonly events: EventLog;
  readonly views: SeatViews;
  readonly ring: RewindRing;
  readonly seed: Uint8Array;
  readonly settings: object;
  readonly #streams = new RandomStreams();
  readonly #context: LiveContext;
  /** Whether the newest state of the ring is the present one. */
  #settled = false;
  #turnSeed: Uint8Array;

  constructor(codecs: GameCodecs, options: SimulationOptions) {
    const { development, warn } = options;
    this.codecs = codecs;
    this.seed = options.seed;
    this.settings = options.settings;
    this.#turnSeed = options.seed;
    this.store = new Store<AnySchema>(
      codecs.layout,
      development ? { development, ...(warn && { warn }) } : { warn: saysNothing },
    );
    this.views = new SeatViews(codecs, this.store);
    this.ring = new RewindRing(codecs.layout, codecs.rewindTicks);
    this.events = new EventLog(codecs, (row) => this.#hearers(row));
    this.#context = new LiveContext(this.store, this.settings, this.#streams, this.events, this.ring);
    this.#context.seats = options.seats;
  }

  get tick(): number {
    return this.#context.tick;
  }
  get seats(): readonly Seat[] {
    return this.#context.seats;
  }

  /** Fills the empty state. */
  setup(): void {
    this.#streams.begin(this.seed, 'setup', 0);
    this.events.begin(0, SETUP_CAUSE);
    this.codecs.rules.setup(this.#context, this.seats);
    this.views.changed();
    this.#keepPast();
  }

  #keepPast(): void {
    this.ring.push(this.tick, this.store);
    this.#settled = true;
  }

  beginOrders(turn: number, seed: Uint8Array): void {
    this.#settled = false;
    this.#turnSeed = seed;
    this.#streams.begin(seed, 'orders', turn);
  }

  /** Carries an order out, or says why not. Its arguments have been checked against their shape. */
  order(order: Order): Rejection | undefined {
    this.#context.seen = order.seenTick;
    this.events.begin(this.tick, orderCause(order.seat, order.seq));
    if (order.name === JOIN || order.name === LEAVE) return this.#comeOrGo(order);
    if (!this.seats.includes(order.seat)) return 'not-your-seat';
    const refused = this.refusal(order, this.views.glance(order.seat));
    if (refused !== undefined) return refused;
    this.codecs.rules.commands?.[order.name]?.apply(this.#context, order.seat, order.args as object);
    this.views.changed();
    return undefined;
  }

  /** The game's own answer to an order whose name and arguments are known to be good. */
  refusal(order: Order, view: AnyView): Rejection | undefined {
    return this.codecs.rules.commands?.[order.name]?.check?.(view, order.seat, order.args as object);
  }

  #comeOrGo({ name, seat }: Order): Rejection | undefined {
    const seated = this.seats.includes(seat);
    if (name === JOIN && seated) return 'already-seated';
    if (name === LEAVE && !seated) return 'not-seated';
    this.events.resume();
    const { rules } = this.codecs;
    const others = this.seats.filter((other) => other !== seat);
    this.#context.seats = Object.freeze(name === JOIN ? [...others, seat].sort((a, b) => a - b) : others);
    if (name === JOIN) rules.joined?.(this.#context, seat);
    else rules.left?.(this.#context, seat);
    this.views.drop(seat);
    this.views.changed();
    return undefined;
  }

  beginTick(): void {
    this.#context.tick += 1;
    this.#streams.begin(this.#turnSeed, 'tick', this.tick);
  }

  step(seat: Seat, input: FrameInput | undefined): void {
    const { frame } = this.codecs;
    if (frame === undefined) return;
    this.#context.seen = input?.seenTick;
    this.events.begin(this.tick, frameCause(seat));
    this.codecs.rules.frame?.step(this.#context, seat, (input?.args as object | undefined) ?? frame.neutral);
  }

  endTick(): void {
    this.#context.seen = undefined;
    this.events.begin(this.tick, TICK_CAUSE);
    this.codecs.rules.tick?.(this.#context);
    this.views.changed();
    this.#keepPast();
  }

  /** Where a turn begins: valid while the ring is held, and without a copy when the ring has one already. */
  opening(into?: Snapshot): Checkpoint {
    const state = this.#settled ? this.ring.newest : undefined;
    return state === undefined ? this.checkpoint(into) : this.#checkpointAt(state);
  }

  checkpoint(into?: Snapshot): Checkpoint {
    return this.#checkpointAt(this.store.snapshot(into));
  }

  #checkpointAt(state: Snapshot): Checkpoint {
    const { tick, seats, events } = this;
    return { state, tick, seats, events: events.length, streams: this.#streams.mark() };
  }

  /** Returns to a checkpoint; the ring is the caller's to roll back when ticks have passed since. */
  rollback({ state, tick, seats, events, streams }: Checkpoint): void {
    this.place(state, tick, seats);
    this.events.truncate(events);
    this.#streams.reset(streams);
  }

  /** Becomes this state. */
  place(state: Snapshot, tick: number, seats: readonly Seat[]): void {
    this.store.restore(state);
    this.#settled = false;
    this.#context.tick = tick;
    this.#context.seats = seats;
    this.views.changed();
  }

  #hearers(row: { readonly id: number }): EventRecord['to'] {
    if (this.codecs.rules.sees === undefined) return undefined;
    const state = this.store.state as Readonly<Record<string, { get?(id: number): object | undefined }>>;
    const table = this.codecs.layout.tables.find(({ name }) => state[name]?.get?.(row.id) === row);
    if (table === undefined) throw new RuleFault('not-a-row', 'an event can be near a living row of the state only');
    const near = (viewer: Seat | null): boolean => this.views.sees(viewer, table.name, row);
    return { seats: this.seats.filter(near), spectators: near(null) };
  }
}
