import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import { compileFunction } from './codegen.ts';
import type { Fields } from './field.ts';
import { checkValue, type Origin, Refusal } from './struct-check.ts';
import { equalValues, readValue, valueToJson, writeValue } from './struct-interpreter.ts';
import { FAIL, structLibrary } from './struct-library.ts';
import { type RecordNode, recordNode } from './struct-node.ts';
import { structSource } from './struct-source.ts';
import type { Value } from './value.ts';

/** A value as it will be read on the other side, or the first place that doesn't fit: `path` like `items[2].x`, '' for the whole. */
export type CheckResult<V> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly path: string; readonly message: string };

/** Everything that follows from one `struct`; the bytes are drawn in struct-wire.ts. */
export interface StructCodec<F extends Fields> {
  readonly fields: F;
  /**
   * Refuses what is out of range, missing or unknown; what it accepts it copies: `fixed` on a step, angles wrapped, f32 rounded.
   * @param root what to call the whole value in paths and messages, as in `args.dx: expected an integer …`
   */
  check(input: unknown, root?: string): CheckResult<Value<F>>;
  /** Throws TypeError for a value that `check` would refuse. */
  write(writer: BitWriter, value: Value<F>): void;
  /** Throws DecodeError for bytes that no value has. */
  read(reader: BitReader): Value<F>;
  /** The JSON form: bytes as base64, what is absent left out. */
  toJson(value: Value<F>): Record<string, unknown>;
  /** `check` of a JSON form. */
  fromJson(json: unknown, root?: string): CheckResult<Value<F>>;
  /** Equality of checked values, part by part. */
  equal(a: Value<F>, b: Value<F>): boolean;
}

interface Generated {
  /** The checked copy, or FAIL. */
  check(input: unknown): unknown;
  write(writer: BitWriter, value: unknown): void;
  read(reader: BitReader): unknown;
  equal(a: unknown, b: unknown): boolean;
}

/** `StructCodec` of a shape that is known at run time only. */
export interface AnyStructCodec extends Generated {
  readonly fields: Fields;
  check(input: unknown, root?: string): CheckResult<unknown>;
  toJson(value: unknown): Record<string, unknown>;
  fromJson(json: unknown, root?: string): CheckResult<unknown>;
}

const made = new WeakMap<Fields, AnyStructCodec>();

/** The codec of a message shape, generated once per `fields` object. Throws TypeError for shapes that a message can't have. */
export function structCodec<const F extends Fields>(fields: F): StructCodec<F> {
  const codec = made.get(fields) ?? makeCodec(fields, true);
  made.set(fields, codec);
  return codec as unknown as StructCodec<F>;
}

/** A codec that never generates code: what `structCodec` falls back to, and what it is tested against. */
export function interpretedCodec<const F extends Fields>(fields: F): StructCodec<F> {
  return makeCodec(fields, false) as unknown as StructCodec<F>;
}

function makeCodec(fields: Fields, codegen: boolean): AnyStructCodec {
  const node = recordNode(fields);
  const { check, write, read, equal } = (codegen && generate(node)) || interpret(node);
  return {
    fields,
    check(input, root = '') {
      const value = check(input);
      return value === FAIL ? explain(node, input, root, 'input') : { ok: true, value };
    },
    write,
    read,
    toJson: (value) => valueToJson(node, value) as Record<string, unknown>,
    fromJson: (json, root = '') => explain(node, json, root, 'json'),
    equal,
  };
}

function generate(node: RecordNode): Generated | undefined {
  const { text, constants } = structSource(node);
  const factory = compileFunction(text, ['lib', 'constants']);
  const refuse = (value: unknown): never => {
    writable(node, value);
    throw new Error('the generated writer refused what the check accepts');
  };
  return factory?.(structLibrary(refuse), constants) as Generated | undefined;
}

function interpret(node: RecordNode): Generated {
  return {
    check: () => FAIL,
    write: (writer, value) => writeValue(node, writer, writable(node, value)),
    read: (reader) => readValue(node, reader),
    equal: (a, b) => equalValues(node, a, b),
  };
}

function explain(node: RecordNode, input: unknown, root: string, origin: Origin): CheckResult<unknown> {
  try {
    return { ok: true, value: checkValue(node, input, root, origin) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, path: error.path, message: error.message };
    throw error;
  }
}

function writable(node: RecordNode, value: unknown): unknown {
  try {
    return checkValue(node, value, '', 'own');
  } catch (error) {
    if (error instanceof Refusal) throw new TypeError(`can't write ${error.message}`, { cause: error });
    throw error;
  }
}
