// A game whose types are not known here. `never` in the place of what a rule takes lets every game pass and nobody
// call; the one place that calls is `rulesOf`.

import type { Fields, Seat, StateSchema } from '@rubato/schema';
import type { Audience, EventSchema } from './context.ts';
import type { AnyTypes } from './game-types.ts';
import type { Draws } from './random.ts';
import type { Rejection } from './rejection.ts';
import type { Result } from './result.ts';

/** Any game at all. */
export interface AnyGame {
  readonly name: string;
  readonly version: number;
  readonly state: StateSchema;
  readonly events?: EventSchema;
  readonly settings?: { readonly fields: Fields; readonly defaults: object };
  readonly frame?: {
    readonly args: Fields;
    readonly neutral: object;
    step(context: never, seat: Seat, frame: never): void;
  };
  readonly commands?: {
    readonly [name: string]: {
      readonly args: Fields;
      readonly predict?: boolean;
      check?(view: never, seat: Seat, args: never): Rejection | undefined;
      apply(context: never, seat: Seat, args: never): void;
    };
  };
  readonly rewindTicks?: number;
  setup(context: never, seats: readonly Seat[]): void;
  joined?(context: never, seat: Seat): void;
  left?(context: never, seat: Seat): void;
  tick?(context: never): void;
  awaits?(view: never): readonly Seat[];
  sees?(...question: never): boolean;
  readonly space?: { readonly table: string; readonly x: string; readonly y: string; readonly sectorSize: number };
  result?(view: never): Result | undefined;
  readonly types?: AnyTypes;
}

/** Stands for a schema that is not known here, where spelling out the types of all schemas would not end. */
export type AnySchema = Readonly<Record<never, Fields>>;
/** The state of a game whose types are not known here. */
export type AnyState = object;
/** The view of a game whose types are not known here. */
export type AnyView = object;

export interface AnyContext {
  readonly state: AnyState;
  readonly tick: number;
  readonly seats: readonly Seat[];
  readonly settings: object;
  random(stream: string): Draws;
  emit(event: string, data: unknown, to?: Audience): void;
  past(tick?: number): AnyView;
}

export interface CommandRules {
  readonly args: Fields;
  readonly predict?: boolean;
  check?(view: AnyView, seat: Seat, args: object): Rejection | undefined;
  apply(context: AnyContext, seat: Seat, args: object): void;
}

/** The same game as the machine calls it. */
export interface Rules {
  readonly frame?: {
    readonly args: Fields;
    readonly neutral: object;
    step(context: AnyContext, seat: Seat, frame: object): void;
  };
  readonly commands?: { readonly [name: string]: CommandRules };
  setup(context: AnyContext, seats: readonly Seat[]): void;
  joined?(context: AnyContext, seat: Seat): void;
  left?(context: AnyContext, seat: Seat): void;
  tick?(context: AnyContext): void;
  awaits?(view: AnyView): readonly Seat[];
  sees?(view: AnyView, viewer: Seat | null, table: string, row: object): boolean;
  result?(view: AnyView): Result | undefined;
}

export const rulesOf = (game: AnyGame): Rules => game as unknown as Rules;
