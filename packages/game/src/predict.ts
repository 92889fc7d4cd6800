// A client's own share of the future: the frames and predicted commands of one seat, run on its replica by the rules that
// the server runs. Such rules may not roll dice, since the server's fall later, nor add rows, since their ids would clash.

import type { Seat, Store } from '@rubato/schema';
import type { AnyContext, AnyGame, AnySchema, AnyView } from './any-game.ts';
import { RuleFault } from './errors.ts';
import { EventLog } from './event-log.ts';
import { codecsOf, type GameCodecs } from './game-codecs.ts';
import type { Rejection } from './rejection.ts';
import { settleOrder } from './turn-plan.ts';
import { type EventRecord, type FrameInput, frameCause, type Order, orderCause } from './turn.ts';

/** What a client knows of the match beside the state. */
export interface PredictedMatch {
  /** Default: the game's defaults. */
  readonly settings?: object;
  /** Default: the predicting seat alone. */
  readonly seats?: readonly Seat[];
}

/** A store of any game. */
export type AnyStore = Pick<Store<AnySchema>, 'state' | 'view' | 'tables'>;

const refuse = (what: string): never => {
  throw new RuleFault('prediction', `prediction may not ${what}: do it in tick, or in a command without 'predict'`);
};

/** A table whose rows may be changed and removed but not added. */
class PredictedTable {
  readonly #rows: PredictableRows;
  readonly #name: string;

  constructor(name: string, rows: PredictableRows) {
    this.#name = name;
    this.#rows = rows;
  }
  get size(): number {
    return this.#rows.size;
  }
  get max(): number {
    return this.#rows.max;
  }
  get full(): boolean {
    return this.#rows.full;
  }
  get(id: number): unknown {
    return this.#rows.get(id);
  }
  has(id: number): boolean {
    return this.#rows.has(id);
  }
  remove(row: unknown): void {
    this.#rows.remove(row);
  }
  clear(): void {
    this.#rows.clear();
  }
  add(): never {
    return refuse(`add rows (${this.#name})`);
  }
  [Symbol.iterator](): Iterator<unknown> {
    return this.#rows[Symbol.iterator]();
  }
}

interface PredictableRows extends Iterable<unknown> {
  readonly size: number;
  readonly max: number;
  readonly full: boolean;
  get(id: number): unknown;
  has(id: number): boolean;
  remove(row: unknown): void;
  clear(): void;
}

class PredictionContext implements AnyContext {
  readonly state: object;
  readonly events: EventLog;
  readonly emit: AnyContext['emit'];
  readonly past: AnyContext['past'];
  tick = 0;
  seats: readonly Seat[] = [];
  settings: object = {};

  constructor(codecs: GameCodecs, store: AnyStore) {
    this.state = predictedState(codecs, store);
    this.events = new EventLog(codecs, () => undefined);
    this.emit = this.events.emit;
    // What the player sees is the past already.
    this.past = (): AnyView => store.view;
  }

  random(): never {
    return refuse('roll dice');
  }
}

const predictedState = (codecs: GameCodecs, store: AnyStore): object => {
  const state = store.state as Readonly<Record<string, object>>;
  return Object.freeze(
    Object.fromEntries(
      codecs.layout.tables.map(({ name, kind }) => {
        const rows = state[name] as object;
        return [name, kind === 'one' ? rows : new PredictedTable(name, rows as PredictableRows)];
      }),
    ),
  );
};

const contexts = new WeakMap<AnyStore, PredictionContext>();

const contextOf = (
  game: AnyGame,
  store: AnyStore,
  seat: Seat,
  tick: number,
  match: PredictedMatch,
): PredictionContext => {
  const codecs = codecsOf(game);
  let context = contexts.get(store);
  if (context === undefined) {
    context = new PredictionContext(codecs, store);
    contexts.set(store, context);
  }
  context.tick = tick;
  context.seats = match.seats ?? [seat];
  context.settings = match.settings ?? codecs.settings?.defaults ?? {};
  return context;
};

/** Runs the seat's own frame of `tick` on a replica and returns what it emitted; throws RuleFault `prediction` for a step that may not be predicted. */
export const predictStep = (
  game: AnyGame,
  store: AnyStore,
  seat: Seat,
  frame: FrameInput | undefined,
  tick: number,
  match: PredictedMatch = {},
): readonly EventRecord[] => {
  const { rules, frame: declared } = codecsOf(game);
  if (declared === undefined) return [];
  const context = contextOf(game, store, seat, tick, match);
  context.events.begin(tick, frameCause(seat));
  rules.frame?.step(context, seat, (frame?.args as object | undefined) ?? declared.neutral);
  return context.events.take();
};

/** Applies the seat's own predicted command on a replica after `tick`, unless the game's check refuses it there, and returns what it emitted. */
export const predictCommand = (
  game: AnyGame,
  store: AnyStore,
  seat: Seat,
  order: Pick<Order, 'seq' | 'name' | 'args'>,
  tick: number,
  match: PredictedMatch = {},
): readonly EventRecord[] => {
  const codecs = codecsOf(game);
  const command = codecs.rules.commands?.[order.name];
  if (command?.predict !== true) return [];
  const settled = settleOrder(codecs, { seat, seenTick: tick, ...order });
  if (typeof settled === 'string') return [];
  const args = settled.args as object;
  if (command.check?.(store.view, seat, args) !== undefined) return [];
  const context = contextOf(game, store, seat, tick, match);
  context.events.begin(tick, orderCause(seat, order.seq));
  command.apply(context, seat, args);
  return context.events.take();
};

/** Why the game would refuse the command, judged by this view; for buttons. The server decides in the end. */
export const checkCommand = (
  game: AnyGame,
  view: object,
  seat: Seat,
  name: string,
  args: unknown,
): Rejection | undefined => {
  const codecs = codecsOf(game);
  const settled = settleOrder(codecs, { seat, seq: 0, seenTick: 0, name, args });
  if (typeof settled === 'string') return settled;
  try {
    return codecs.rules.commands?.[name]?.check?.(view, seat, settled.args as object);
  } catch {
    return 'faulted';
  }
};
