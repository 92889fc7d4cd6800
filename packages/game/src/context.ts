import type { Fields, Seat, State, StateSchema, Value, View } from '@rubato/schema';
import type { Draws } from './random.ts';

/** The events of a game: a name and the fields of its data. */
export type EventSchema = { readonly [name: string]: Fields };

/** Whom an event is for when not for all: one seat, or whoever sees that row. */
export type Audience = Seat | { readonly near: { readonly id: number } };

/** What a rule works with: the state to change, and everything else it may know. Valid only during the call. */
export interface Context<S extends StateSchema, E extends EventSchema, X extends Fields> {
  readonly state: State<S>;
  /** Ticks run so far, the current one included; 0 in setup. Orders run before their turn's first tick. */
  readonly tick: number;
  /** Who has a seat, in ascending order. */
  readonly seats: readonly Seat[];
  readonly settings: Readonly<Value<X>>;
  /** The dice of one named purpose; other streams don't move when this one is used more. */
  random(stream: string): Draws;
  /** Tells what happened: to all, to one seat, or to those who see a row now. Throws on data that isn't of the event's shape. */
  emit<K extends keyof E & string>(event: K, data: Value<E[K]>, to?: Audience): void;
  /**
   * The state as it was at the end of a tick: by default what the acting seat saw when it acted, else the newest.
   * Clamped to the last `rewindTicks`; valid only during the call.
   */
  past(tick?: number): View<S>;
}
