// A scalar field as one number in memory ("raw"): the reference implementation of what reading and writing mean.
// The generated row classes spell the same rules out as source text; tests hold the two against each other.
import type { ScalarField } from './field.ts';
import { fixedFromIndex, fixedPoint, fixedToIndex } from './fixed-point.ts';
import { isPackedQuat, packQuat, unpackQuat } from './smallest-three.ts';
import { StateFault } from './state-fault.ts';
import type { Quat } from './value.ts';
import { powerOfTwo } from './power-of-two.ts';

export type NumberStorage = 'u8' | 'u16' | 'u32' | 'i8' | 'i16' | 'i32' | 'f32' | 'f64';

export const TAU = 6.283185307179586;

export interface Scalar {
  readonly storage: NumberStorage;
  /** Bits that a raw value needs (two's complement when the storage is signed). */
  readonly bits: number;
  /** Least and greatest raw value of integer storages; −Infinity and Infinity for floats. */
  readonly rawMin: number;
  readonly rawMax: number;
  /** Raw value of a row that nobody has written to. */
  readonly initial: number;
  /** Rounds, saturates or wraps as the field's kind says; throws StateFault for what can't be stored. */
  toRaw(value: unknown): number;
  fromRaw(raw: number): unknown;
  /** True for raw values that `toRaw` can produce: what a decoder may accept. */
  isRaw(raw: number): boolean;
}

const unsignedStorage = (bits: number): NumberStorage =>
  bits <= 8 ? 'u8' : bits <= 16 ? 'u16' : bits <= 32 ? 'u32' : 'f64';
const bitsFor = (greatest: number): number => (greatest < 0x8000_0000 ? 32 - Math.clz32(greatest) : 32) || 1;

const finite = (value: unknown): number => {
  if (typeof value !== 'number') throw new StateFault('wrong-type', `expected a number, got ${typeof value}`);
  if (!Number.isFinite(value)) throw new StateFault('non-finite', `expected a finite number, got ${value}`);
  return value;
};

const unsigned = (
  greatest: number,
  initial: number,
  toRaw: (value: unknown) => number,
  fromRaw: (raw: number) => unknown,
): Scalar => {
  const bits = bitsFor(greatest);
  const isRaw = (raw: number): boolean => Number.isInteger(raw) && raw >= 0 && raw <= greatest;
  return { storage: unsignedStorage(bits), bits, rawMin: 0, rawMax: greatest, initial, toRaw, fromRaw, isRaw };
};

const intScalar = (bits: 8 | 16 | 32, signed: boolean): Scalar => {
  const rawMin = signed ? -powerOfTwo(bits - 1) : 0;
  const rawMax = signed ? powerOfTwo(bits - 1) - 1 : powerOfTwo(bits) - 1;
  const storage: NumberStorage = signed ? `i${bits}` : `u${bits}`;
  const toRaw = (value: unknown): number => {
    const whole = Math.round(finite(value));
    return whole < rawMin ? rawMin : whole > rawMax ? rawMax : whole + 0;
  };
  const isRaw = (raw: number): boolean => Number.isInteger(raw) && raw >= rawMin && raw <= rawMax;
  return { storage, bits, rawMin, rawMax, initial: 0, toRaw, fromRaw: (raw) => raw, isRaw };
};

const floatScalar = (storage: 'f32' | 'f64'): Scalar => ({
  storage,
  bits: storage === 'f32' ? 32 : 64,
  rawMin: -Infinity,
  rawMax: Infinity,
  initial: 0,
  toRaw: (value) => {
    const raw = storage === 'f32' ? Math.fround(finite(value)) : finite(value);
    // A finite double may still be beyond the range of a single.
    return finite(raw) + 0;
  },
  fromRaw: (raw) => raw,
  isRaw: (raw) => Number.isFinite(raw) && !Object.is(raw, -0) && (storage === 'f64' || Math.fround(raw) === raw),
});

const angleScalar = (bits: number): Scalar => {
  const parts = powerOfTwo(bits);
  const mask = parts - 1;
  const toRaw = (value: unknown): number => (Math.round((finite(value) % TAU) * (parts / TAU)) & mask) >>> 0;
  return unsigned(mask, 0, toRaw, (raw) => raw * (TAU / parts));
};

/** An object may have anything for its `toString`. */
const plainly = (value: unknown): string => (typeof value === 'object' && value !== null ? 'an object' : String(value));

const oneOfScalar = (values: readonly string[]): Scalar => {
  const toRaw = (value: unknown): number => {
    const index = values.indexOf(value as string);
    if (index < 0) throw new StateFault('unknown-value', `${plainly(value)} is none of ${values.join(', ')}`);
    return index;
  };
  return unsigned(values.length - 1, 0, toRaw, (raw) => values[raw]);
};

const boolScalar = (): Scalar => {
  const toRaw = (value: unknown): number => {
    if (typeof value !== 'boolean') throw new StateFault('wrong-type', `expected true or false, got ${plainly(value)}`);
    return value ? 1 : 0;
  };
  return unsigned(1, 0, toRaw, (raw) => raw !== 0);
};

const refScalar = (): Scalar => {
  const toRaw = (value: unknown): number => {
    if (typeof value !== 'number' || value >>> 0 !== value)
      throw new StateFault('bad-ref', `${plainly(value)} is no id`);
    return value >>> 0;
  };
  return unsigned(0xffff_ffff, 0, toRaw, (raw) => raw);
};

const seatScalar = (): Scalar => {
  const toRaw = (value: unknown): number => {
    if (typeof value !== 'number' || (value & 0xff) !== value)
      throw new StateFault('bad-seat', `${plainly(value)} is no seat; seats are 1 to 255, 0 is none`);
    return value & 0xff;
  };
  return unsigned(0xff, 0, toRaw, (raw) => raw);
};

const quatScalar = (bits: number): Scalar => {
  const toRaw = (value: unknown): number => {
    const q = (value ?? {}) as Quat;
    const raw = packQuat(finite(q.x), finite(q.y), finite(q.z), finite(q.w), bits);
    if (raw < 0) throw new StateFault('non-finite', 'a quaternion needs a length above zero that a double can hold');
    return raw;
  };
  const total = 2 + 3 * bits;
  return {
    storage: unsignedStorage(total),
    bits: total,
    rawMin: 0,
    rawMax: powerOfTwo(total) - 1,
    initial: packQuat(0, 0, 0, 1, bits),
    toRaw,
    fromRaw: (raw) => unpackQuat(raw, bits),
    isRaw: (raw) => Number.isInteger(raw) && raw >= 0 && isPackedQuat(raw, bits),
  };
};

/** How values of this field become one number and back. */
export const scalarOf = (field: ScalarField): Scalar => {
  switch (field.kind) {
    case 'int':
      return intScalar(field.bits, field.signed);
    case 'f32':
    case 'f64':
      return floatScalar(field.kind);
    case 'bool':
      return boolScalar();
    case 'fixed': {
      const point = fixedPoint(field);
      const toRaw = (value: unknown): number => fixedToIndex(point, finite(value));
      return unsigned(point.steps, toRaw(0), toRaw, (raw) => fixedFromIndex(point, raw));
    }
    case 'angle':
      return angleScalar(field.bits);
    case 'oneOf':
      return oneOfScalar(field.values);
    case 'ref':
      return refScalar();
    case 'seat':
      return seatScalar();
    case 'quat':
      return quatScalar(field.bits);
  }
};
