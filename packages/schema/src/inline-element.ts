// One element of a list inside a table: a scalar, a vector of scalars, or a text, bytes or list of its own.
import { DecodeError } from './decode-error.ts';
import type { Field, InlineField, VecField } from './field.ts';
import { bytesOfStorage, readNumber, viewOf, writeNumber } from './number-bytes.ts';
import { type Scalar, scalarOf } from './scalar.ts';
import { StateFault } from './state-fault.ts';

export type RefVisitor = (table: string, at: number) => void;

export interface InlineElement {
  /** Bytes. */
  readonly size: number;
  readonly hasRefs: boolean;
  write(value: unknown, bytes: Uint8Array, at: number): void;
  read(bytes: Uint8Array, at: number): unknown;
  /** Throws DecodeError for bytes that `write` never leaves. */
  check(bytes: Uint8Array, at: number): void;
  eachRef(bytes: Uint8Array, at: number, visit: RefVisitor): void;
}

export const noRefs = (): void => {};
const AXES = ['x', 'y', 'z'] as const;

const scalarElement = (scalar: Scalar, refTable?: string): InlineElement => ({
  size: bytesOfStorage(scalar.storage),
  hasRefs: refTable !== undefined,
  write: (value, bytes, at) => writeNumber(scalar.storage, viewOf(bytes), at, scalar.toRaw(value)),
  read: (bytes, at) => scalar.fromRaw(readNumber(scalar.storage, viewOf(bytes), at)),
  check: (bytes, at) => {
    const raw = readNumber(scalar.storage, viewOf(bytes), at);
    if (!scalar.isRaw(raw)) throw new DecodeError(`a list holds ${raw}, which its field never stores`);
  },
  eachRef: refTable === undefined ? noRefs : (_bytes, at, visit) => visit(refTable, at),
});

const vecElement = (field: VecField): InlineElement => {
  const axes = AXES.slice(0, field.size);
  const axis = scalarElement(scalarOf(field.of));
  return {
    size: axis.size * field.size,
    hasRefs: false,
    write: (value, bytes, at) => {
      if (value === null || typeof value !== 'object') throw new StateFault('wrong-type', 'expected a vector');
      axes.forEach((name, i) => axis.write((value as Record<string, unknown>)[name], bytes, at + i * axis.size));
    },
    read: (bytes, at) =>
      Object.freeze(Object.fromEntries(axes.map((name, i) => [name, axis.read(bytes, at + i * axis.size)]))),
    check: (bytes, at) => axes.forEach((_, i) => axis.check(bytes, at + i * axis.size)),
    eachRef: noRefs,
  };
};

/** @param nested makes the element of a text, bytes or list inside the list */
export const elementOf = (field: Field, nested: (field: InlineField) => InlineElement): InlineElement => {
  switch (field.kind) {
    case 'text':
    case 'bytes':
    case 'list':
      return nested(field);
    case 'vec':
      return vecElement(field);
    case 'struct':
    case 'optional':
    case 'uint53':
      throw new TypeError(`a list inside a table can't hold ${field.kind}; only messages can`);
    default:
      return scalarElement(scalarOf(field), field.kind === 'ref' ? field.table : undefined);
  }
};
