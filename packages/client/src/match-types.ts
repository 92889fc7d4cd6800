/** What the types of a game's definition say about its matches. */
import type { AnyGame } from '@rubato/game';
import type { Fields, StateSchema, Value, View } from '@rubato/schema';

type StateOf<G> = G extends { readonly state: infer S extends StateSchema } ? S : never;
type CommandsOf<G> = G extends { readonly commands?: infer C } ? NonNullable<C> : never;
type EventsOf<G> = G extends { readonly events?: infer E } ? NonNullable<E> : never;

export type ViewOf<G extends AnyGame> = View<StateOf<G>>;
export type FrameOf<G extends AnyGame> = G extends { readonly frame?: infer F }
  ? NonNullable<F> extends { readonly args: infer A extends Fields }
    ? Readonly<Value<A>>
    : never
  : never;
export type CommandName<G extends AnyGame> = keyof CommandsOf<G> & string;
export type ArgsOf<G extends AnyGame, N extends CommandName<G>> = CommandsOf<G>[N] extends {
  readonly args: infer A extends Fields;
}
  ? Readonly<Value<A>>
  : never;
export type EventName<G extends AnyGame> = keyof EventsOf<G> & string;
export type DataOf<G extends AnyGame, N extends EventName<G>> = EventsOf<G>[N] extends infer F extends Fields
  ? Readonly<Value<F>>
  : never;
