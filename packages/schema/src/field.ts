// Field descriptors: plain data that says once what a value looks like. Static types (value.ts), columns (layout.ts),
// binary codecs, JSON and JSON Schema are all derived from these objects; none of them has behaviour of its own.

/** true or false; one byte in a column. */
export interface BoolField {
  readonly kind: 'bool';
}
/** A whole number of 8, 16 or 32 bits; writes round half up, then saturate. */
export interface IntField {
  readonly kind: 'int';
  readonly bits: 8 | 16 | 32;
  readonly signed: boolean;
}
/** A counter 0..2^53−1 of one to eight bytes. Not for tables. */
export interface Uint53Field {
  readonly kind: 'uint53';
}
/** An IEEE single. */
export interface F32Field {
  readonly kind: 'f32';
}
/** An IEEE double. */
export interface F64Field {
  readonly kind: 'f64';
}
/** A multiple of `step` counted from `min`; stored as the unsigned index of that step. */
export interface FixedField {
  readonly kind: 'fixed';
  readonly min: number;
  readonly max: number;
  readonly step: number;
}
/** An angle in radians [0, 2π), stored as a fraction of a turn in `bits` bits. */
export interface AngleField {
  readonly kind: 'angle';
  readonly bits: number;
}
/** One of a closed set of strings; stored as its position. */
export interface OneOfField<V extends string = string> {
  readonly kind: 'oneOf';
  readonly values: readonly V[];
}
/** The id of a row of `table`; 0 is none. */
export interface RefField<T extends string = string> {
  readonly kind: 'ref';
  readonly table: T;
}
/** A place in a match, 1..255; 0 is none. */
export interface SeatField {
  readonly kind: 'seat';
}
/** A string of at most `maxBytes` bytes of UTF-8. */
export interface TextField {
  readonly kind: 'text';
  readonly maxBytes: number;
}
/** At most `maxBytes` bytes. */
export interface BytesField {
  readonly kind: 'bytes';
  readonly maxBytes: number;
}
/** A vector of two or three numbers of one kind, read as a frozen `{x, y}` or `{x, y, z}`. */
export interface VecField<D extends 2 | 3 = 2 | 3> {
  readonly kind: 'vec';
  readonly size: D;
  readonly of: NumberField;
}
/** A unit quaternion, stored as its smallest three components of `bits` bits each. */
export interface QuatField {
  readonly kind: 'quat';
  readonly bits: number;
}
/** At most `max` values of one kind, read as a frozen copy. */
export interface ListField<F extends Field = Field> {
  readonly kind: 'list';
  readonly of: F;
  readonly max: number;
}
/** A record inside a message. Not for tables. */
export interface StructField<F extends Fields = Fields> {
  readonly kind: 'struct';
  readonly fields: F;
}
/** A value that a message may leave out. Not for tables. */
export interface OptionalField<F extends Field = Field> {
  readonly kind: 'optional';
  readonly of: F;
}

/** Fields whose value is a plain number and that arithmetic makes sense on. */
export type NumberField = IntField | F32Field | F64Field | FixedField | AngleField;
/** Fields that are one number in memory. */
export type ScalarField = NumberField | BoolField | OneOfField | RefField | SeatField | QuatField;
/** Fields that need a fixed stride of bytes in memory. */
export type InlineField = TextField | BytesField | ListField;
/** Fields that a table may have. */
export type ColumnField = ScalarField | InlineField | VecField;
export type Field = ColumnField | Uint53Field | StructField | OptionalField;
export type Fields = { readonly [name: string]: Field };

/** A table of rows that come and go, at most `max` at once. */
export interface TableDef<F extends Fields = Fields> {
  readonly kind: 'table';
  readonly fields: F;
  readonly max: number;
}
/** A single record that always exists. */
export interface OneDef<F extends Fields = Fields> {
  readonly kind: 'one';
  readonly fields: F;
}
/** The shape of a game's state: a plain object of fields is a table of at most 1024 rows. */
export type StateSchema = { readonly [name: string]: Fields | TableDef | OneDef };

export const DEFAULT_TABLE_MAX = 1024;
/** 24 slot bits leave 255 generations per slot. */
export const TABLE_MAX_LIMIT = 1 << 24;
/** Longest text, bytes or list of a table: its length is a u16. */
export const INLINE_MAX_LIMIT = 0xffff;
export const ONE_OF_LIMIT = 256;
/** 2 + 3 × 17 = 53 bits still fit the integers of a double. */
export const QUAT_BITS_LIMIT = 17;

const int = (bits: 8 | 16 | 32, signed: boolean): IntField => Object.freeze({ kind: 'int', bits, signed });

export const bool: BoolField = Object.freeze({ kind: 'bool' });
export const u8: IntField = int(8, false);
export const u16: IntField = int(16, false);
export const u32: IntField = int(32, false);
export const i8: IntField = int(8, true);
export const i16: IntField = int(16, true);
export const i32: IntField = int(32, true);
/** A counter in messages: 0..2^53−1, short while small. */
export const uint53: Uint53Field = Object.freeze({ kind: 'uint53' });
export const f32: F32Field = Object.freeze({ kind: 'f32' });
export const f64: F64Field = Object.freeze({ kind: 'f64' });
export const seat: SeatField = Object.freeze({ kind: 'seat' });

const wholeBetween = (what: string, value: number, low: number, high: number): void => {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new TypeError(`${what} must be a whole number from ${low} to ${high}, not ${value}`);
};

/** Steps between 0 and the far end of a range: beyond, a double can't tell neighbours apart safely. 2^40. */
const FINEST_STEPS = 0x100_0000_0000;

/** Numbers from `min` to `max` in steps of `step` (all in the game's own unit); writes round, then saturate. */
export const fixed = (min: number, max: number, step: number): FixedField => {
  const steps = (max - min) / step;
  if (!Number.isFinite(steps) || !(step > 0) || !(max > min))
    throw new TypeError(`fixed(${min}, ${max}, ${step}): needs finite min < max and step > 0`);
  if (Math.abs(steps - Math.round(steps)) > 1e-6)
    throw new TypeError(`fixed(${min}, ${max}, ${step}): max must lie a whole number of steps above min`);
  if (Math.round(steps) > 0xffff_ffff || Math.max(Math.abs(min), Math.abs(max)) / step > FINEST_STEPS)
    throw new TypeError(`fixed(${min}, ${max}, ${step}): too many steps for 32 bits; use a larger step or f64`);
  return Object.freeze({ kind: 'fixed', min, max, step });
};

/** Radians in 2^bits equal parts of a turn, bits 1..32; writes wrap. */
export const angle = (bits: number): AngleField => {
  wholeBetween('angle bits', bits, 1, 32);
  return Object.freeze({ kind: 'angle', bits });
};

/** One of these strings, at most 256; the first is the default. */
export const oneOf = <const V extends readonly [string, ...string[]]>(...values: V): OneOfField<V[number]> => {
  wholeBetween('the number of values of oneOf', values.length, 1, ONE_OF_LIMIT);
  if (new Set(values).size !== values.length) throw new TypeError(`oneOf(${values.join(', ')}): a value appears twice`);
  return Object.freeze({ kind: 'oneOf', values: Object.freeze([...values]) });
};

/** A reference to a row of the named table. */
export const ref = <const T extends string>(table: T): RefField<T> => Object.freeze({ kind: 'ref', table });

/** A string of at most `maxBytes` (0..65535) bytes of UTF-8. */
export const text = (maxBytes: number): TextField => {
  wholeBetween('text maxBytes', maxBytes, 0, INLINE_MAX_LIMIT);
  return Object.freeze({ kind: 'text', maxBytes });
};

/** At most `maxBytes` bytes. Inside a table the limit is 65535. */
export const bytes = (maxBytes: number): BytesField => {
  wholeBetween('bytes maxBytes', maxBytes, 0, 0x7fff_ffff);
  return Object.freeze({ kind: 'bytes', maxBytes });
};

/** At most `max` values of one field. Inside a table the limit is 65535 and the element may not be a struct. */
export const list = <const F extends Field>(of: F, max: number): ListField<F> => {
  wholeBetween('list max', max, 0, 0x7fff_ffff);
  return Object.freeze({ kind: 'list', of, max });
};

export const vec2 = (of: NumberField): VecField<2> => Object.freeze({ kind: 'vec', size: 2, of });
export const vec3 = (of: NumberField): VecField<3> => Object.freeze({ kind: 'vec', size: 3, of });

/** A unit quaternion; `bits` (2..17) per stored component, 10 fill one u32. */
export const quat = (bits = 10): QuatField => {
  wholeBetween('quat bits', bits, 2, QUAT_BITS_LIMIT);
  return Object.freeze({ kind: 'quat', bits });
};

/** A record inside a message. */
export const struct = <const F extends Fields>(fields: F): StructField<F> => Object.freeze({ kind: 'struct', fields });
/** A value that a message may leave out. */
export const optional = <const F extends Field>(of: F): OptionalField<F> => Object.freeze({ kind: 'optional', of });

/** A table with its own limit (rows at once, 1..2^24). */
export const table = <const F extends Fields>(fields: F, options: { readonly max: number }): TableDef<F> => {
  wholeBetween('table max', options.max, 1, TABLE_MAX_LIMIT);
  return Object.freeze({ kind: 'table', fields, max: options.max });
};
/** A single record that always exists and is used without an id: `state.round.phase`. */
export const one = <const F extends Fields>(fields: F): OneDef<F> => Object.freeze({ kind: 'one', fields });
