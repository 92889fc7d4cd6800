// The types that follow from a game's own: what `typeof arena` says about arena's machines, orders, frames and bots.
//
// They hang on a property of the definition that never has a value, and are looked up there. (Conditional types on the
// game itself would make `Machine<typeof arena>` no `Machine`.)

import type { Fields, State, StateSchema, Value, View } from '@rubato/schema';
import type { FrameInput, Order, PlatformOrder, TurnInput } from './turn.ts';

/** The commands of a game: a name and the fields of its arguments. */
export type CommandSchema = { readonly [name: string]: Fields };

/** A command's name with its arguments, for each command. */
type Commands<C extends CommandSchema> = {
  [K in keyof C & string]: { readonly name: K; readonly args: Readonly<Value<C[K]>> };
}[keyof C & string];

export interface GameTypes<S extends StateSchema, C extends CommandSchema, F extends Fields> {
  readonly state: State<S>;
  readonly view: View<S>;
  readonly command: Commands<C>;
  readonly order: (Omit<Order, 'name' | 'args'> & Commands<C>) | PlatformOrder;
  readonly frameArgs: Readonly<Value<F>>;
  readonly frame: FrameInput & { readonly args: Readonly<Value<F>> };
}

export interface AnyTypes {
  readonly state: object;
  readonly view: object;
  readonly command: { readonly name: string; readonly args: object };
  readonly order: Order;
  readonly frameArgs: object;
  readonly frame: FrameInput;
}

interface HasTypes {
  readonly types?: AnyTypes;
}
type TypesOf<G extends HasTypes> = NonNullable<G['types']>;

/** The state that rules write. */
export type StateOf<G extends HasTypes> = TypesOf<G>['state'];
/** The state to look at. */
export type ViewOf<G extends HasTypes> = TypesOf<G>['view'];
/** Name and arguments of a command. */
export type CommandOf<G extends HasTypes> = TypesOf<G>['command'];
/** An order of this game: an unknown command or a wrong argument does not compile. */
export type OrderOf<G extends HasTypes> = TypesOf<G>['order'];
export type FrameArgsOf<G extends HasTypes> = TypesOf<G>['frameArgs'];
export type FrameOf<G extends HasTypes> = TypesOf<G>['frame'];
/** What a host asks of a machine of this game. */
export type TurnInputOf<G extends HasTypes> = TurnInput<OrderOf<G>, FrameOf<G>>;
