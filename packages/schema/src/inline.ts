// Text, bytes and lists inside a row: a fixed stride per row, written as a whole, so that copying a table copies them too.
//
//   0       2                                  stride (a multiple of 4)
//   ┌───────┬─────────────────────────┬────────┐
//   │ count │ count × unit bytes      │ zeros  │      count: u16, little-endian
//   └───────┴─────────────────────────┴────────┘
//
// A unit is one byte of text or bytes, or one list element: its scalars in order, little-endian and unaligned; a nested
// text, bytes or list takes its own whole stride. Bytes past the last unit are zero: equal values are equal bytes.
import { DecodeError } from './decode-error.ts';
import { type Field, INLINE_MAX_LIMIT, type InlineField } from './field.ts';
import { type NumberStorage, type Scalar, scalarOf } from './scalar.ts';
import { StateFault } from './state-fault.ts';
import { isWellFormed, utf8Decode, utf8Encode } from './utf8.ts';

export interface InlineCodec {
  /** Bytes per unit, most units, and bytes per row. */
  readonly unitBytes: number;
  readonly maxUnits: number;
  readonly stride: number;
  /** Writes the whole stride, or throws StateFault before it has written anything. */
  write(value: unknown, bytes: Uint8Array, offset: number): void;
  /** A frozen copy. */
  read(bytes: Uint8Array, offset: number): unknown;
  /** Throws DecodeError unless the stride holds exactly what `write` could have produced. */
  check(bytes: Uint8Array, offset: number): void;
  /** True when the value may hold references. */
  readonly hasRefs: boolean;
  /** Calls `visit` with the place of every reference inside the value. */
  eachRef(bytes: Uint8Array, offset: number, visit: (table: string, at: number) => void): void;
}

export const COUNT_BYTES = 2;

/** How many units the value at `offset` has. */
export const inlineCount = (bytes: Uint8Array, offset: number): number =>
  (bytes[offset] ?? 0) | ((bytes[offset + 1] ?? 0) << 8);

/** Bytes of the value at `offset` that are in use, its count included: what a codec needs to send. */
export const inlineUsedBytes = (codec: InlineCodec, bytes: Uint8Array, offset: number): number =>
  COUNT_BYTES + inlineCount(bytes, offset) * codec.unitBytes;

/** One element of a list: a scalar, a vector of scalars, or a nested inline value. */
interface Element {
  readonly size: number;
  write(value: unknown, bytes: Uint8Array, at: number): void;
  read(bytes: Uint8Array, at: number): unknown;
  check(bytes: Uint8Array, at: number): void;
  eachRef: InlineCodec['eachRef'];
}

const noRefs = (): void => {};
const storageBytes = { u8: 1, i8: 1, u16: 2, i16: 2, u32: 4, i32: 4, f32: 4, f64: 8 } as const;
export const bytesOfStorage = (storage: NumberStorage): number => storageBytes[storage];

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const writeNumber = (storage: NumberStorage, view: DataView, at: number, raw: number): void => {
  switch (storage) {
    case 'u8':
    case 'i8':
      return view.setInt8(at, raw);
    case 'u16':
    case 'i16':
      return view.setInt16(at, raw, true);
    case 'u32':
    case 'i32':
      return view.setInt32(at, raw, true);
    case 'f32':
      return view.setFloat32(at, raw, true);
    case 'f64':
      return view.setFloat64(at, raw, true);
  }
};

const readNumber = (storage: NumberStorage, view: DataView, at: number): number => {
  switch (storage) {
    case 'u8':
      return view.getUint8(at);
    case 'i8':
      return view.getInt8(at);
    case 'u16':
      return view.getUint16(at, true);
    case 'i16':
      return view.getInt16(at, true);
    case 'u32':
      return view.getUint32(at, true);
    case 'i32':
      return view.getInt32(at, true);
    case 'f32':
      return view.getFloat32(at, true);
    case 'f64':
      return view.getFloat64(at, true);
  }
};

const scalarElement = (scalar: Scalar, refTable: string | undefined): Element => ({
  size: bytesOfStorage(scalar.storage),
  write: (value, bytes, at) => writeNumber(scalar.storage, viewOf(bytes), at, scalar.toRaw(value)),
  read: (bytes, at) => scalar.fromRaw(readNumber(scalar.storage, viewOf(bytes), at)),
  check: (bytes, at) => {
    const raw = readNumber(scalar.storage, viewOf(bytes), at);
    if (!scalar.isRaw(raw)) throw new DecodeError(`a list holds ${raw}, which its field never stores`);
  },
  eachRef: refTable === undefined ? noRefs : (_bytes, at, visit) => visit(refTable, at),
});

const AXES = ['x', 'y', 'z'] as const;

const elementOf = (field: Field): Element => {
  if (field.kind === 'text' || field.kind === 'bytes' || field.kind === 'list') {
    const nested = inlineCodec(field);
    return { ...nested, size: nested.stride };
  }
  if (field.kind === 'struct' || field.kind === 'optional' || field.kind === 'uint53')
    throw new TypeError(`a list inside a table can't hold ${field.kind}; only messages can`);
  if (field.kind !== 'vec') return scalarElement(scalarOf(field), field.kind === 'ref' ? field.table : undefined);
  const axes = AXES.slice(0, field.size);
  const axis = scalarElement(scalarOf(field.of), undefined);
  return {
    size: axis.size * field.size,
    write: (value, bytes, at) =>
      axes.forEach((name, i) => axis.write((value as Record<string, unknown>)[name], bytes, at + i * axis.size)),
    read: (bytes, at) =>
      Object.freeze(Object.fromEntries(axes.map((name, i) => [name, axis.read(bytes, at + i * axis.size)]))),
    check: (bytes, at) => axes.forEach((_, i) => axis.check(bytes, at + i * axis.size)),
    eachRef: noRefs,
  };
};

const byteElement: Element = {
  size: 1,
  write: () => {},
  read: () => undefined,
  check: () => {},
  eachRef: noRefs,
};

/** Grows to the longest stride in use; a value is completed here before the row is touched. */
let scratch = new Uint8Array(256);
let scratchDepth = 0;

const unitsOf = (field: InlineField, value: unknown): ArrayLike<unknown> => {
  if (field.kind === 'text') {
    if (typeof value !== 'string') throw new StateFault('wrong-type', `expected text, got ${typeof value}`);
    if (!isWellFormed(value)) throw new StateFault('wrong-type', 'text holds half of a surrogate pair');
    return utf8Encode(value);
  }
  if (field.kind === 'bytes') {
    if (!(value instanceof Uint8Array)) throw new StateFault('wrong-type', 'expected a Uint8Array');
    return value;
  }
  if (!Array.isArray(value)) throw new StateFault('wrong-type', 'expected an array');
  return value;
};

const maxUnitsOf = (field: InlineField): number => (field.kind === 'list' ? field.max : field.maxBytes);

/** How text, bytes or a list of a table lies in memory. Throws TypeError for fields that no table can hold. */
export const inlineCodec = (field: InlineField): InlineCodec => {
  const element = field.kind === 'list' ? elementOf(field.of) : byteElement;
  const maxUnits = maxUnitsOf(field);
  if (maxUnits > INLINE_MAX_LIMIT) throw new TypeError(`${field.kind} inside a table: at most ${INLINE_MAX_LIMIT}`);
  const unitBytes = element.size;
  const stride = (COUNT_BYTES + maxUnits * unitBytes + 3) & ~3;
  if (stride > INLINE_STRIDE_LIMIT)
    throw new TypeError(`${field.kind} inside a table: ${stride} bytes a row, at most ${INLINE_STRIDE_LIMIT}`);

  const writeInto = (value: unknown, target: Uint8Array, at: number): void => {
    const units = unitsOf(field, value);
    if (units.length > maxUnits)
      throw new StateFault('too-long', `${field.kind} of ${units.length}, at most ${maxUnits} fit`);
    target[at] = units.length & 0xff;
    target[at + 1] = units.length >>> 8;
    const start = at + COUNT_BYTES;
    if (units instanceof Uint8Array) target.set(units, start);
    else for (let i = 0; i < units.length; i++) element.write(units[i], target, start + i * unitBytes);
    target.fill(0, start + units.length * unitBytes, at + stride);
  };

  const write = (value: unknown, target: Uint8Array, at: number): void => {
    // A nested value is already being completed in the scratch bytes.
    if (scratchDepth > 0) return writeInto(value, target, at);
    if (scratch.length < stride) scratch = new Uint8Array(stride * 2);
    scratchDepth++;
    try {
      writeInto(value, scratch, 0);
    } finally {
      scratchDepth--;
    }
    target.set(scratch.subarray(0, stride), at);
  };

  const read = (source: Uint8Array, at: number): unknown => {
    const count = inlineCount(source, at);
    const start = at + COUNT_BYTES;
    if (field.kind === 'text') return utf8Decode(source.subarray(start, start + count));
    if (field.kind === 'bytes') return source.slice(start, start + count);
    const values: unknown[] = [];
    for (let i = 0; i < count; i++) values.push(element.read(source, start + i * unitBytes));
    return Object.freeze(values);
  };

  const check = (source: Uint8Array, at: number): void => {
    const count = inlineCount(source, at);
    if (count > maxUnits) throw new DecodeError(`${field.kind} of ${count}, at most ${maxUnits} fit`);
    const start = at + COUNT_BYTES;
    const end = start + count * unitBytes;
    for (let i = end; i < at + stride; i++)
      if (source[i] !== 0) throw new DecodeError(`${field.kind}: bytes past its end are not zero`);
    if (field.kind === 'text') utf8Decode(source.subarray(start, end));
    if (field.kind === 'list') for (let i = start; i < end; i += unitBytes) element.check(source, i);
  };

  const eachRef: InlineCodec['eachRef'] = (source, at, visit) => {
    const start = at + COUNT_BYTES;
    for (let i = 0; i < inlineCount(source, at); i++) element.eachRef(source, start + i * unitBytes, visit);
  };

  const hasRefs = field.kind === 'list' && element.eachRef !== noRefs;
  return { unitBytes, maxUnits, stride, write, read, check, hasRefs, eachRef: hasRefs ? eachRef : noRefs };
};

/** Bytes of inline storage per row and field: 1 MiB. */
export const INLINE_STRIDE_LIMIT = 1 << 20;
