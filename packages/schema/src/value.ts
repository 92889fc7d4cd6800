// The static types that follow from field descriptors. Types only: nothing here exists at run time.
import type {
  BoolField,
  BytesField,
  Field,
  Fields,
  ListField,
  NumberField,
  OneDef,
  OneOfField,
  OptionalField,
  QuatField,
  RefField,
  SeatField,
  StateSchema,
  StructField,
  TableDef,
  TextField,
  Uint53Field,
  VecField,
} from './field.ts';

declare const brand: unique symbol;
/** The identity of a row of table `T`: 0 is none; low bits are the slot, the rest the slot's generation (from 1). */
export type Id<T extends string> = number & { readonly [brand]: T };
/** A place in a match, 1..255; 0 is none. */
export type Seat = Id<'seat'>;

export interface Vec2 {
  readonly x: number;
  readonly y: number;
}
export interface Vec3 extends Vec2 {
  readonly z: number;
}
export interface Quat extends Vec3 {
  readonly w: number;
}

/** The value of one field; unknown for a field of which nothing is known, where spelling the union out would never end. */
export type ValueOf<F extends Field> = Field extends F ? unknown : KnownValueOf<F>;

type KnownValueOf<F extends Field> = F extends NumberField | Uint53Field
  ? number
  : F extends BoolField
    ? boolean
    : F extends OneOfField<infer V>
      ? V
      : F extends RefField<infer T>
        ? Id<T>
        : F extends SeatField
          ? Seat
          : F extends TextField
            ? string
            : F extends BytesField
              ? Uint8Array
              : F extends VecField<infer D>
                ? D extends 2
                  ? Vec2
                  : Vec3
                : F extends QuatField
                  ? Quat
                  : F extends ListField<infer E>
                    ? readonly ValueOf<E>[]
                    : F extends StructField<infer S>
                      ? Value<S>
                      : F extends OptionalField<infer O>
                        ? ValueOf<O> | undefined
                        : never;

type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends OptionalField ? K : never;
}[keyof F];

type Flat<T> = { [K in keyof T]: T[K] };

/** The record that a set of fields describes. */
export type Value<F extends Fields> = string extends keyof F ? { [name: string]: ValueOf<F[string]> } : KnownValue<F>;

type KnownValue<F extends Fields> = Flat<
  { -readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]> } & {
    -readonly [K in OptionalKeys<F>]?: ValueOf<F[K]>;
  }
>;

/** The fields of a table or record of a state schema. */
export type FieldsOf<D> = D extends TableDef<infer F> | OneDef<infer F> ? F : D extends Fields ? D : never;

/** A live row: its fields by name, and its identity. */
export type Row<F extends Fields, N extends string> = Value<F> & { readonly id: Id<N> };
/** A row that may only be read. */
export type ReadonlyRow<F extends Fields, N extends string> = Readonly<Value<F>> & { readonly id: Id<N> };

/** What can be read of a table. Iterates in slot order, which is the same on every machine. */
export interface RowsView<F extends Fields, N extends string> extends Iterable<ReadonlyRow<F, N>> {
  /** Rows alive now. */
  readonly size: number;
  /** Rows at once, at most. */
  readonly max: number;
  /** True when `add` would throw. */
  readonly full: boolean;
  /** The row, or undefined when the id is none, stale or unknown. */
  get(id: Id<N>): ReadonlyRow<F, N> | undefined;
  has(id: Id<N>): boolean;
}

/** A table of the state. Rows born while it is iterated are not visited by that pass. */
export interface Rows<F extends Fields, N extends string> extends Iterable<Row<F, N>> {
  readonly size: number;
  readonly max: number;
  readonly full: boolean;
  /** A new row; fields left out take their default. Throws StateFault `table-full`. */
  add(init?: Partial<Value<F>>): Row<F, N>;
  get(id: Id<N>): Row<F, N> | undefined;
  has(id: Id<N>): boolean;
  /** Removes the row; removing what is already gone does nothing. */
  remove(row: Id<N> | { readonly id: Id<N> }): void;
  clear(): void;
}

/** The state that rules read and write. */
export type State<S extends StateSchema> = {
  readonly [N in keyof S & string]: S[N] extends OneDef<infer F> ? Value<F> : Rows<FieldsOf<S[N]>, N>;
};
/** The same state for those who may look but not touch. */
export type View<S extends StateSchema> = {
  readonly [N in keyof S & string]: S[N] extends OneDef<infer F> ? Readonly<Value<F>> : RowsView<FieldsOf<S[N]>, N>;
};
