// The definition of a game, with every type inferred from it. See architecture.md, "The game interface".

import type { Fields, FieldsOf, OneDef, ReadonlyRow, Seat, StateSchema, Value, View } from '@rubato/schema';
import type { Context, EventSchema } from './context.ts';
import { assertDefinition } from './definition-check.ts';
import type { CommandSchema, GameTypes } from './game-types.ts';
import type { Rejection } from './rejection.ts';
import type { Result } from './result.ts';

/** A discrete order that players may give. */
export interface CommandDefinition<S extends StateSchema, E extends EventSchema, X extends Fields, A extends Fields> {
  readonly args: A;
  /** Clients apply it at once to their replica; then `apply` may neither roll dice nor add rows. */
  readonly predict?: boolean;
  /** Why the seat may not do this now, or undefined. Pure; sees what the seat sees; clients grey out buttons with it. */
  check?(view: View<S>, seat: Seat, args: Readonly<Value<A>>): Rejection | undefined;
  apply(context: Context<S, E, X>, seat: Seat, args: Readonly<Value<A>>): void;
}

/** Held state (stick, thrust, aim): exactly one per seat and tick, the neutral one when nothing came. */
export interface FrameDefinition<S extends StateSchema, E extends EventSchema, X extends Fields, F extends Fields> {
  readonly args: F;
  readonly neutral: NoInfer<Value<F>>;
  /** Moves the seat's own rows by one tick; prediction replays exactly this. */
  step(context: Context<S, E, X>, seat: Seat, frame: Readonly<Value<F>>): void;
}

/** What whoever opens a match may choose. */
export interface SettingsDefinition<X extends Fields> {
  readonly fields: X;
  readonly defaults: NoInfer<Value<X>>;
}

/** The two fields that place a row, so that the platform can partition the world. */
type Space<S extends StateSchema> = {
  [N in keyof S & string]: {
    readonly table: N;
    readonly x: keyof FieldsOf<S[N]> & string;
    readonly y: keyof FieldsOf<S[N]> & string;
    /** Side of a sector's square, in the unit of x and y. */
    readonly sectorSize: number;
  };
}[keyof S & string];

/** What `sees` is asked, for every table and record: comparing the table's name narrows the row's type. */
type SeesArguments<S extends StateSchema> = {
  [N in keyof S & string]: [view: View<S>, viewer: Seat | null, table: N, row: SeenRow<S[N], N>];
}[keyof S & string];

type SeenRow<D, N extends string> = D extends OneDef<infer F> ? Readonly<Value<F>> : ReadonlyRow<FieldsOf<D>, N>;

/** Pure, deterministic rules over typed state: the one thing that a game's author writes. */
export interface Game<
  S extends StateSchema,
  E extends EventSchema,
  C extends CommandSchema,
  F extends Fields,
  X extends Fields,
> {
  /** Lower case letters, digits and hyphens, at most 32. */
  readonly name: string;
  /** Raised whenever a journal of the old rules would no longer replay. */
  readonly version: number;
  readonly state: S;
  readonly events?: E;
  readonly settings?: SettingsDefinition<X>;
  readonly frame?: FrameDefinition<S, E, X, F>;
  readonly commands?: { readonly [K in keyof C]: CommandDefinition<S, E, X, C[K]> };
  /** How many ticks `past` reaches back, 0 to 15; default 8. 0 saves the copies. */
  readonly rewindTicks?: number;
  setup(context: Context<S, E, X>, seats: readonly Seat[]): void;
  /** Someone took a seat after setup; `context.seats` already has it. */
  joined?(context: Context<S, E, X>, seat: Seat): void;
  /** Someone gave up a seat; `context.seats` no longer has it. */
  left?(context: Context<S, E, X>, seat: Seat): void;
  tick?(context: Context<S, E, X>): void;
  /** Whose orders a turn waits for; default every seat. */
  awaits?(view: View<S>): readonly Seat[];
  /** May the viewer (null: a spectator) know this row? Pure. Default: everyone knows everything. */
  sees?(...question: SeesArguments<S>): boolean;
  readonly space?: Space<S>;
  /** The result once there is one. */
  result?(view: View<S>): Result | undefined;
  /** Never set: carries the types that follow from the definition. */
  readonly types?: GameTypes<S, C, F>;
}

/** A game with the optional parts that its definition has known to be there. */
export type DefinedGame<
  S extends StateSchema,
  E extends EventSchema,
  C extends CommandSchema,
  F extends Fields,
  X extends Fields,
> = Game<S, E, C, F, X> &
  ([keyof E] extends [never] ? unknown : { readonly events: E }) &
  ([keyof X] extends [never] ? unknown : { readonly settings: SettingsDefinition<X> }) &
  ([keyof F] extends [never] ? unknown : { readonly frame: FrameDefinition<S, E, X, F> }) &
  ([keyof C] extends [never]
    ? unknown
    : { readonly commands: { readonly [K in keyof C]: CommandDefinition<S, E, X, C[K]> } });

/** Infers every type of a game from its definition; throws TypeError on one that could not run. */
export const defineGame = <
  const S extends StateSchema,
  const E extends EventSchema = Record<never, Fields>,
  const C extends CommandSchema = Record<never, Fields>,
  const F extends Fields = Record<never, Fields[string]>,
  const X extends Fields = Record<never, Fields[string]>,
>(
  game: Game<S, E, C, F, X>,
): DefinedGame<S, E, C, F, X> => {
  assertDefinition(game);
  return game as DefinedGame<S, E, C, F, X>;
};
