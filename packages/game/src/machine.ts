// One play of one game: a state, and turns that change it. Knows no clock, socket or file.

import { Hash64, type Seat, Snapshot } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { MatchFrozen } from './errors.ts';
import { checkSettings, codecsOf, type GameCodecs } from './game-codecs.ts';
import type { StateOf, TurnInputOf, ViewOf } from './game-types.ts';
import type { MachineSnapshot } from './machine-snapshot.ts';
import { SEED_BYTES } from './random.ts';
import type { Rejection } from './rejection.ts';
import type { Result } from './result.ts';
import { Simulation } from './simulation.ts';
import { isPlatformOrder, type PlanInput, planTurn, settleOrder } from './turn-plan.ts';
import { type RanTurn, TurnRunner, type TurnPlan } from './turn-runner.ts';
import type { EventRecord, Order, OrderOutcome, Turn, TurnReport } from './turn.ts';

export interface MachineOptions {
  /** Warns of writes that lose what they add; costs speed. */
  readonly development?: boolean;
  /** Receives the warnings; default console.warn. */
  readonly warn?: (message: string) => void;
  /** A turn whose number is a multiple of this carries the machine's hash; default 1, 0 never. */
  readonly hashEvery?: number;
}

export interface StartOptions extends MachineOptions {
  /** Who is there from the start, each 1 to 255, no two alike. */
  readonly seats: readonly Seat[];
  /** 16 bytes. */
  readonly seed: Uint8Array;
  /** What differs from the game's defaults. */
  readonly settings?: object | undefined;
}

export class Machine<G extends AnyGame = AnyGame> {
  readonly game: G;
  readonly codecs: GameCodecs;
  readonly settings: object;
  readonly #simulation: Simulation;
  readonly #runner: TurnRunner;
  readonly #hashEvery: number;
  readonly #hash = new Hash64();
  #turn = 0;
  #frozen: MatchFrozen | undefined;

  private constructor(game: G, from: Pick<MachineSnapshot, 'seed' | 'seats' | 'settings'>, options: MachineOptions) {
    const { development = false, warn, hashEvery = 1 } = options;
    if (from.seed.length !== SEED_BYTES)
      throw new RangeError(`a seed has ${SEED_BYTES} bytes, not ${from.seed.length}`);
    this.game = game;
    this.codecs = codecsOf(game);
    this.settings = from.settings;
    this.#hashEvery = hashEvery;
    const seats = sortedSeats(from.seats);
    const { seed, settings } = from;
    this.#simulation = new Simulation(this.codecs, {
      seed: seed.slice(),
      settings,
      seats,
      development,
      ...(warn && { warn }),
    });
    this.#runner = new TurnRunner(this.#simulation);
  }

  /** A new match, set up. Throws what the game's `setup` throws, TypeError for settings that the game doesn't offer. */
  static start<G extends AnyGame>(game: G, options: StartOptions): Machine<G> {
    const settings = checkSettings(game, options.settings);
    const machine = new Machine<G>(game, { ...options, settings }, options);
    machine.#simulation.setup();
    return machine;
  }

  /** A match that goes on from a copy. */
  static load<G extends AnyGame>(game: G, snapshot: MachineSnapshot, options: MachineOptions = {}): Machine<G> {
    const machine = new Machine<G>(game, { ...snapshot, settings: checkSettings(game, snapshot.settings) }, options);
    machine.restore(snapshot);
    return machine;
  }

  /** The state itself. Writing to it outside of the game's rules breaks every replay. */
  get state(): StateOf<G> {
    return this.#simulation.store.state as StateOf<G>;
  }
  get view(): ViewOf<G> {
    return this.#simulation.store.view as ViewOf<G>;
  }
  /** The last tick that ran. */
  get tick(): number {
    return this.#simulation.tick;
  }
  /** The last turn that ran. */
  get turn(): number {
    return this.#turn;
  }
  /** Ascending. */
  get seats(): readonly Seat[] {
    return this.#simulation.seats;
  }
  get seed(): Uint8Array {
    return this.#simulation.seed.slice();
  }
  /** Why no further turn runs, once `tick` has thrown. */
  get frozen(): MatchFrozen | undefined {
    return this.#frozen;
  }

  /** What a viewer (null: a spectator) may look at now; valid until the state changes. Copies the state where the game hides something. */
  viewOf(viewer: Seat | null): ViewOf<G> {
    return this.#simulation.views.view(viewer) as ViewOf<G>;
  }

  /** A copy of what a viewer may know, in the memory of `into` when given. */
  copyView(viewer: Seat | null, into?: Snapshot): Snapshot {
    return this.#simulation.views.copy(viewer, into);
  }

  /** Which rows (table index, slot) a viewer may know now; undefined for all. */
  visibleTo(viewer: Seat | null): ((tableIndex: number, slot: number) => boolean) | undefined {
    return this.#simulation.views.visible(viewer);
  }

  /** Why a player's order would be refused now, judged by what the seat itself sees unless told otherwise. */
  check(order: Order, view?: ViewOf<G>): Rejection | undefined {
    if (this.#frozen !== undefined) return 'not-running';
    if (isPlatformOrder(order)) return 'unknown-command';
    if (!this.seats.includes(order.seat)) return 'not-your-seat';
    const settled = settleOrder(this.codecs, order);
    if (typeof settled === 'string') return settled;
    try {
      return this.#simulation.refusal(settled, view ?? this.viewOf(order.seat));
    } catch {
      return 'faulted';
    }
  }

  /**
   * Runs the orders as given, each checked against the state that its predecessors left, then the ticks.
   * Throws RangeError or TypeError on a malformed request, before anything runs; MatchFrozen when `tick` throws, and from then on.
   */
  runTurn(input: TurnInputOf<G>): TurnReport {
    const number = this.#turn + 1;
    return this.#run(input, this.#hashEvery > 0 && number % this.#hashEvery === 0);
  }

  /** Runs a turn of a journal again; the report's turn equals it, hash included, when this is the same match. */
  rerun(turn: Turn): TurnReport {
    const { seats } = turn;
    const maps = turn.frames.map(
      (row) => new Map(row.flatMap((frame, i) => (frame === undefined ? [] : [[seats[i] as Seat, frame] as const]))),
    );
    return this.#run(
      { ...turn, frames: maps.length === 1 ? (maps[0] as (typeof maps)[0]) : maps },
      turn.hash !== undefined,
    );
  }

  #run(input: PlanInput, hashed: boolean): TurnReport {
    if (this.#frozen !== undefined) throw this.#frozen;
    const startTick = this.tick;
    const { plan, refused } = planTurn(this.codecs, this.#turn + 1, this.#simulation.seed, input);
    const ran = this.#contain(plan);
    this.#turn = plan.number;
    const outcomes = refused.length === ran.outcomes.length ? ran.outcomes : weave(refused, ran.outcomes);
    const turn = {
      ...turnOf(plan, ran, startTick, this.codecs),
      ...(input.seed !== undefined && { seed: plan.seed }),
      ...(hashed && { hash: this.hash() }),
    };
    return { turn, outcomes, events: this.#simulation.events.take() };
  }

  #contain(plan: TurnPlan): RanTurn {
    try {
      return this.#runner.run(plan);
    } catch (error) {
      if (error instanceof MatchFrozen) this.#frozen = error;
      throw error;
    }
  }

  /** What setup emitted; if nobody asks, the first turn's report brings it. */
  takeEvents(): readonly EventRecord[] {
    return this.#simulation.events.take();
  }

  /** Whether an event is for a viewer (null: a spectator). */
  hears(event: EventRecord, viewer: Seat | null): boolean {
    if (event.to === undefined) return true;
    return viewer === null ? event.to.spectators : event.to.seats.includes(viewer);
  }

  /** Whose orders the next turn waits for. */
  awaits(): readonly Seat[] {
    const { rules } = this.codecs;
    return rules.awaits?.(this.view) ?? this.seats;
  }

  /** How the match ended, once it has. */
  result(): Result | undefined {
    return this.codecs.rules.result?.(this.view);
  }

  /** A copy of all that decides how the match goes on, in the memory of `into` when given. Cost: one copy of the state per tick of rewind. */
  snapshot(into?: MachineSnapshot): MachineSnapshot {
    const { store, ring, seats, tick, settings } = this.#simulation;
    const copy = (state: Snapshot, memory?: Snapshot): Snapshot =>
      (memory ?? new Snapshot(this.codecs.layout)).copyFrom(state);
    return {
      tick,
      turn: this.#turn,
      seats,
      seed: this.seed,
      settings,
      state: store.snapshot(into?.state),
      ring: ring.states.map((past, i) => ({ tick: past.tick, state: copy(past.state, into?.ring[i]?.state) })),
    };
  }

  /** Returns to a copy of this match; a frozen match runs again. Throws when the copy is of another match. */
  restore(snapshot: MachineSnapshot): void {
    const { seed } = this.#simulation;
    if (!seed.every((byte, i) => byte === snapshot.seed[i])) throw new TypeError('a snapshot of another match');
    this.#simulation.place(snapshot.state, snapshot.tick, sortedSeats(snapshot.seats));
    this.#simulation.ring.load(snapshot.ring);
    this.#turn = snapshot.turn;
    this.#frozen = undefined;
  }

  /** 16 hex digits over the state, tick, turn and seats: equal in two machines that go on alike. */
  hash(): string {
    const hash = this.#hash;
    const state = this.#simulation.store.hash();
    hash.reset();
    hash.u32(Number.parseInt(state.slice(0, 8), 16));
    hash.u32(Number.parseInt(state.slice(8), 16));
    hash.f64(this.tick);
    hash.f64(this.#turn);
    hash.u32(this.seats.length);
    for (const seat of this.seats) hash.u32(seat);
    return hash.digest();
  }
}

const sortedSeats = (seats: readonly Seat[]): readonly Seat[] => {
  for (const seat of seats)
    if (!Number.isInteger(seat) || seat < 1 || seat > 255)
      throw new RangeError(`a seat is a whole number from 1 to 255, not ${seat}`);
  if (new Set(seats).size !== seats.length) throw new RangeError(`a seat appears twice: ${seats.join(', ')}`);
  return Object.freeze([...seats].sort((a, b) => a - b));
};

const turnOf = (plan: TurnPlan, ran: RanTurn, startTick: number, { frame }: GameCodecs): Turn => ({
  number: plan.number,
  startTick,
  ticks: plan.ticks,
  orders: ran.orders,
  seats: frame === undefined ? [] : ran.seats,
  frames: ran.frames,
  stepFaults: ran.stepFaults,
  onReject: plan.onReject,
});

/** The outcomes of all orders given, from those that went no further and those that ran. */
const weave = (refused: readonly (OrderOutcome | undefined)[], ran: readonly OrderOutcome[]): OrderOutcome[] => {
  let next = 0;
  return refused.map((outcome) => outcome ?? (ran[next++] as OrderOutcome));
};
