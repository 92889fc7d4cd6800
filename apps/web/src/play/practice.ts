/**
 * A match that runs in this page: the real rules, local players and bots. Each tick runs at the beginning of its time
 * and is shown blending in, so a key pressed now moves the ship from the next tick on, at most one tick later.
 */
import { signal } from '@preact/signals';
import {
  BotRunner,
  Machine,
  SEED_BYTES,
  type AnyGame,
  type BotPlay,
  type EventRecord,
  type FrameInput,
  type Order,
  type Seat,
} from '@rubato/game';
import { layoutOf, Snapshot } from '@rubato/schema';
import type { GameView } from '../kit/game-view.ts';
import type { MatchEvent, MatchSource, MatchState, MatchStats, Sample } from '../kit/match-source.ts';
import { Tween } from './tween.ts';

/** Ticks run at once after a pause of the page; what is missing beyond that is left out. */
export const CATCH_UP_TICKS = 3;
/** Orders of one seat waiting for the next tick; more are dropped. */
export const WAITING_ORDERS_MAX = 16;
const WARM_TICKS = 110;

const NO_LINK: MatchStats = {
  rttMs: 0,
  jitterMs: 0,
  corrections: 0,
  visibleError: 0,
  snapshotsPerSecond: 0,
  bytesPerSecond: 0,
  loss: 0,
};

const NO_TROUBLE = signal(undefined);

export interface PracticeOptions {
  readonly seats: number;
  /** Begins in the middle of the action. */
  readonly warm?: boolean;
  /** What differs from the game's own. */
  readonly settings?: object | undefined;
  /** 16 bytes; random if absent. */
  readonly seed?: Uint8Array;
}

interface Local {
  readonly name: string;
  frame: object | undefined;
  readonly orders: { readonly name: string; readonly args: object }[];
}

export class PracticeMatch {
  readonly #view: GameView;
  readonly #machine: Machine;
  readonly #bots: BotRunner;
  readonly #held = new Map<Seat, object>();
  readonly #locals = new Map<Seat, Local>();
  readonly #listeners = new Set<(event: MatchEvent) => void>();
  readonly #tween: Tween;
  readonly #past: Snapshot;
  readonly #next: Snapshot;
  readonly #periodMs: number;
  readonly #state = signal<MatchState>({ kind: 'live' });
  #sequence = 0;
  /** When the newest tick began to be shown; undefined until the first sample and after a pause. */
  #tickMs: number | undefined;
  #paused = false;

  constructor(view: GameView, options: PracticeOptions) {
    const seed = options.seed ?? crypto.getRandomValues(new Uint8Array(SEED_BYTES));
    const seats = Array.from({ length: options.seats }, (_, index) => (index + 1) as Seat);
    const layout = layoutOf(view.game.state);
    this.#view = view;
    this.#machine = Machine.start(view.game, { seats, seed, settings: options.settings, hashEvery: 0 });
    this.#bots = new BotRunner(view.bot, seed);
    this.#tween = new Tween(layout);
    this.#periodMs = 1000 / view.hz;
    this.#past = this.#machine.copyView(null);
    this.#next = new Snapshot(layout);
    for (let tick = 0; tick < (options.warm ? WARM_TICKS : 1); tick++) this.#run();
  }

  get tick(): number {
    return this.#machine.tick;
  }

  /** Takes the lowest seat that a bot holds; throws when a local player holds each of them. */
  take(name: string): MatchSource {
    const seat = this.#machine.seats.find((one) => !this.#locals.has(one));
    if (seat === undefined) throw new Error('Every seat is taken.');
    const local: Local = { name, frame: undefined, orders: [] };
    this.#locals.set(seat, local);
    return this.#source(seat, local);
  }

  watch(): MatchSource {
    return this.#source(0, undefined);
  }

  close(): void {
    this.#state.value = { kind: 'ended' };
    this.#listeners.clear();
  }

  #source(seat: Seat | 0, local: Local | undefined): MatchSource {
    const stops: (() => void)[] = [];
    return {
      kind: 'practice',
      hz: this.#view.hz,
      seat,
      state: this.#state,
      stats: NO_LINK,
      trouble: NO_TROUBLE,
      code: undefined,
      conditions: undefined,
      setConditions: () => {},
      nameOf: (of) => this.#nameOf(of as Seat),
      isBot: (of) => !this.#locals.has(of as Seat),
      sample: (nowMs) => this.#sample(nowMs),
      setFrame: (frame) => {
        if (local) local.frame = { ...(frame as object) };
      },
      order: (name, args) => {
        if (local && local.orders.length < WAITING_ORDERS_MAX) local.orders.push({ name, args });
      },
      onEvent: (listener) => {
        const stop = this.#listen(listener);
        stops.push(stop);
        return stop;
      },
      pause: (paused) => this.#pause(paused),
      close: () => {
        if (local) this.#locals.delete(seat as Seat);
        for (const stop of stops) stop();
      },
    };
  }

  #listen(listener: (event: MatchEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #nameOf(seat: Seat): string {
    return this.#locals.get(seat)?.name ?? this.#view.botNames[seat - 1] ?? `Bot ${seat}`;
  }

  #pause(paused: boolean): boolean {
    this.#paused = paused;
    this.#tickMs = undefined;
    return true;
  }

  #shownTick = -1;
  readonly #shown = { view: undefined as unknown, tick: 0, ownTick: 0 };

  #sample(nowMs: number): Sample<unknown> {
    if (!this.#paused) this.#advance(nowMs);
    const share = this.#tickMs === undefined ? 1 : Math.min(1, (nowMs - this.#tickMs) / this.#periodMs);
    this.#tween.show(this.#past, this.#next, share, this.#shownTick !== this.#machine.tick);
    this.#shownTick = this.#machine.tick;
    const shown = this.#shown;
    shown.view = this.#tween.store.view;
    shown.tick = shown.ownTick = Math.max(0, this.#machine.tick - 1 + share);
    return shown;
  }

  /** Runs the ticks that are due. Two seats sample the same match: the second finds nothing left to do. */
  #advance(nowMs: number): void {
    this.#tickMs ??= nowMs;
    let due = Math.floor((nowMs - this.#tickMs) / this.#periodMs);
    if (due > CATCH_UP_TICKS) {
      this.#tickMs = nowMs - CATCH_UP_TICKS * this.#periodMs;
      due = CATCH_UP_TICKS;
    }
    for (; due > 0; due--) {
      this.#tickMs += this.#periodMs;
      this.#run();
    }
  }

  #run(): void {
    const frames = new Map<Seat, FrameInput>();
    const orders: Order[] = [];
    const machine = this.#machine;
    for (const seat of machine.seats) {
      const play = this.#playOf(seat);
      if (play.frame) frames.set(seat, { args: play.frame, seenTick: machine.tick });
      for (const order of play.orders ?? [])
        orders.push({ seat, seq: ++this.#sequence, seenTick: machine.tick, ...order });
    }
    machine.copyView(null, this.#past);
    const report = machine.runTurn({ orders, frames, ticks: 1 });
    machine.copyView(null, this.#next);
    for (const event of report.events) this.#tell(event);
  }

  #playOf(seat: Seat): BotPlay<AnyGame> {
    const local = this.#locals.get(seat);
    if (local) return { ...(local.frame && { frame: local.frame }), orders: local.orders.splice(0) };
    const play = this.#bots.play(this.#machine.viewOf(seat), seat, this.#machine.tick + 1);
    const frame = play.frame ?? this.#held.get(seat);
    if (frame) this.#held.set(seat, frame);
    return { ...(frame && { frame }), ...(play.orders && { orders: play.orders }) };
  }

  #tell(event: EventRecord): void {
    const told: MatchEvent = {
      tick: event.tick,
      predicted: false,
      name: event.name,
      data: event.data as MatchEvent['data'],
    };
    for (const listener of this.#listeners) listener(told);
  }
}
