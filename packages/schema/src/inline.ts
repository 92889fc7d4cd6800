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
import { INLINE_MAX_LIMIT, type InlineField } from './field.ts';
import { elementOf, type InlineElement, noRefs, type RefVisitor } from './inline-element.ts';
import { StateFault } from './state-fault.ts';
import { isWellFormed, utf8Decode, utf8Encode } from './utf8.ts';

export const COUNT_BYTES = 2;
/** Bytes of inline storage per row and field: 1 MiB. */
export const INLINE_STRIDE_LIMIT = 1 << 20;

interface Shape {
  readonly field: InlineField;
  readonly element: InlineElement;
  /** Bytes per unit, most units, and bytes per row. */
  readonly unitBytes: number;
  readonly maxUnits: number;
  readonly stride: number;
}

export interface InlineCodec extends Shape {
  /** Writes the whole stride, or throws StateFault before it has written anything. */
  write(value: unknown, bytes: Uint8Array, at: number): void;
  /** A frozen copy. */
  read(bytes: Uint8Array, at: number): unknown;
  /** Throws DecodeError unless the stride holds exactly what `write` could have produced. */
  check(bytes: Uint8Array, at: number): void;
  /** True when the value may hold references. */
  readonly hasRefs: boolean;
  /** Calls `visit` with the place of every reference inside the value. */
  eachRef(bytes: Uint8Array, at: number, visit: RefVisitor): void;
}

/** How many units the value at `at` has. */
export const inlineCount = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);

/** Bytes of the value at `at` that are in use, its count included: what a codec needs to send. */
export const inlineUsedBytes = (codec: InlineCodec, bytes: Uint8Array, at: number): number =>
  COUNT_BYTES + inlineCount(bytes, at) * codec.unitBytes;

/** How text, bytes or a list of a table lies in memory. Throws TypeError for fields that no table can hold. */
export const inlineCodec = (field: InlineField): InlineCodec => {
  const shape = shapeOf(field);
  const { hasRefs } = shape.element;
  return {
    ...shape,
    write: (value, bytes, at) => writeWhole(shape, value, bytes, at),
    read: (bytes, at) => readInline(shape, bytes, at),
    check: (bytes, at) => checkInline(shape, bytes, at),
    hasRefs,
    eachRef: hasRefs ? (bytes, at, visit) => eachRef(shape, bytes, at, visit) : noRefs,
  };
};

const byteElement: InlineElement = {
  size: 1,
  hasRefs: false,
  write: (value, bytes, at) => {
    bytes[at] = value as number;
  },
  read: (bytes, at) => bytes[at],
  check: noRefs,
  eachRef: noRefs,
};

/** A list inside a list is written in place: the outer value is being completed in the scratch bytes already. */
const nestedElement = (field: InlineField): InlineElement => {
  const shape = shapeOf(field);
  return {
    size: shape.stride,
    hasRefs: shape.element.hasRefs,
    write: (value, bytes, at) => writeInPlace(shape, value, bytes, at),
    read: (bytes, at) => readInline(shape, bytes, at),
    check: (bytes, at) => checkInline(shape, bytes, at),
    eachRef: (bytes, at, visit) => eachRef(shape, bytes, at, visit),
  };
};

const shapeOf = (field: InlineField): Shape => {
  const element = field.kind === 'list' ? elementOf(field.of, nestedElement) : byteElement;
  const maxUnits = field.kind === 'list' ? field.max : field.maxBytes;
  const unitBytes = element.size;
  const stride = (COUNT_BYTES + maxUnits * unitBytes + 3) & ~3;
  if (maxUnits > INLINE_MAX_LIMIT)
    throw new TypeError(`${field.kind} of ${maxUnits} inside a table: at most ${INLINE_MAX_LIMIT}`);
  if (stride > INLINE_STRIDE_LIMIT)
    throw new TypeError(`${field.kind} of ${stride} bytes a row inside a table: at most ${INLINE_STRIDE_LIMIT}`);
  return { field, element, unitBytes, maxUnits, stride };
};

/** Grows to the longest stride in use; a value is completed here before its row is touched. */
let scratch = new Uint8Array(256);

const writeWhole = (shape: Shape, value: unknown, bytes: Uint8Array, at: number): void => {
  if (scratch.length < shape.stride) scratch = new Uint8Array(shape.stride * 2);
  writeInPlace(shape, value, scratch, 0);
  bytes.set(scratch.subarray(0, shape.stride), at);
};

const writeInPlace = (shape: Shape, value: unknown, bytes: Uint8Array, at: number): void => {
  const { field, element, unitBytes, maxUnits, stride } = shape;
  const units = unitsOf(field, value);
  if (units.length > maxUnits)
    throw new StateFault('too-long', `${field.kind} of ${units.length}, at most ${maxUnits} fit`);
  bytes[at] = units.length & 0xff;
  bytes[at + 1] = units.length >>> 8;
  const start = at + COUNT_BYTES;
  if (units instanceof Uint8Array) bytes.set(units, start);
  else for (let i = 0; i < units.length; i++) element.write(units[i], bytes, start + i * unitBytes);
  bytes.fill(0, start + units.length * unitBytes, at + stride);
};

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

const readInline = ({ field, element, unitBytes }: Shape, bytes: Uint8Array, at: number): unknown => {
  const count = inlineCount(bytes, at);
  const start = at + COUNT_BYTES;
  if (field.kind === 'text') return utf8Decode(bytes.subarray(start, start + count));
  if (field.kind === 'bytes') return bytes.slice(start, start + count);
  const values: unknown[] = [];
  for (let i = 0; i < count; i++) values.push(element.read(bytes, start + i * unitBytes));
  return Object.freeze(values);
};

const checkInline = ({ field, element, unitBytes, maxUnits, stride }: Shape, bytes: Uint8Array, at: number): void => {
  const count = inlineCount(bytes, at);
  if (count > maxUnits) throw new DecodeError(`${field.kind} of ${count}, at most ${maxUnits} fit`);
  const start = at + COUNT_BYTES;
  const end = start + count * unitBytes;
  for (let i = end; i < at + stride; i++)
    if (bytes[i] !== 0) throw new DecodeError(`${field.kind}: bytes past its end are not zero`);
  if (field.kind === 'text') utf8Decode(bytes.subarray(start, end));
  if (field.kind === 'list') for (let i = start; i < end; i += unitBytes) element.check(bytes, i);
};

const eachRef = ({ element, unitBytes }: Shape, bytes: Uint8Array, at: number, visit: RefVisitor): void => {
  const start = at + COUNT_BYTES;
  for (let i = 0; i < inlineCount(bytes, at); i++) element.eachRef(bytes, start + i * unitBytes, visit);
};
