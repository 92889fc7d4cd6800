import type { Node, RecordNode, ScalarNode } from './struct-node.ts';
import { DecodeError } from './decode-error.ts';
import { StateFault } from './state-fault.ts';
import { fromBase64 } from './text-bytes.ts';
import { isWellFormed, utf8Length } from './utf8.ts';

/**
 * The interpreter of input checks: walks a shape and a value together and says where and why they disagree.
 * It gives the words of every refusal; the generated check only knows whether there is one.
 *
 * A checked value is a copy in the form that the wire carries: `fixed` on a step, angles wrapped, f32 rounded, no −0.
 */

const SHOWN_LENGTH = 40;

export class Refusal extends Error {
  readonly path: string;
  constructor(path: string, expected: string, got: unknown) {
    super(`${path === '' ? '' : `${path}: `}${expected}, got ${shown(got)}`);
    this.path = path;
  }
}

/**
 * Where a value comes from: `input` from a program, `json` with bytes as base64, or `own`: about to be written by this
 * program, so that a key too many is no attack but a wider type, and stays behind.
 */
export type Origin = 'input' | 'json' | 'own';

export function checkValue(node: Node, input: unknown, path: string, origin: Origin): unknown {
  switch (node.kind) {
    case 'scalar':
      return checkScalar(node, input, path);
    case 'uint53':
      if (!Number.isSafeInteger(input) || (input as number) < 0)
        throw new Refusal(path, 'expected an integer from 0 to 2^53-1', input);
      return (input as number) + 0;
    case 'text':
      return checkText(node.max, input, path);
    case 'bytes':
      return checkBytes(node.max, origin === 'json' ? bytesFromJson(input, path) : input, path);
    case 'optional':
      return input === undefined ? undefined : checkValue(node.of, input, path, origin);
    case 'list':
      if (!Array.isArray(input)) throw new Refusal(path, 'expected a list', input);
      if (input.length > node.max) throw new Refusal(path, `expected at most ${node.max} elements`, input);
      return Array.from(input, (element: unknown, i) => checkValue(node.of, element, `${path}[${i}]`, origin));
    case 'record':
      return checkRecord(node, input, path, origin);
  }
}

function checkRecord(node: RecordNode, input: unknown, path: string, origin: Origin): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new Refusal(path, 'expected an object', input);
  const stranger = origin === 'own' ? undefined : Object.keys(input).find((key) => !node.known.has(key));
  if (stranger !== undefined) {
    throw new Refusal(
      inside(path, shortened(stranger)),
      'expected no such field',
      (input as Record<string, unknown>)[stranger],
    );
  }
  const result: Record<string, unknown> = {};
  node.names.forEach((name, i) => {
    result[name] = checkValue(
      node.nodes[i] as Node,
      (input as Record<string, unknown>)[name],
      inside(path, name),
      origin,
    );
  });
  return result;
}

function checkScalar(node: ScalarNode, input: unknown, path: string): unknown {
  const { field, scalar } = node;
  const expected = expectedScalar(node);
  const low = field.kind === 'fixed' ? field.min : scalar.rawMin;
  const high = field.kind === 'fixed' ? field.max : scalar.rawMax;
  if (field.kind === 'int' || field.kind === 'seat' || field.kind === 'ref' || field.kind === 'fixed') {
    const fits = typeof input === 'number' && input >= low && input <= high;
    if (!fits || (field.kind !== 'fixed' && !Number.isInteger(input))) throw new Refusal(path, expected, input);
  }
  if (field.kind === 'quat') checkQuatKeys(input, path, expected);
  try {
    return scalar.fromRaw(scalar.toRaw(input));
  } catch (error) {
    // What the state would call a fault of the rules is, in a message, the sender's.
    if (error instanceof StateFault) throw new Refusal(path, expected, input);
    throw error;
  }
}

function checkQuatKeys(input: unknown, path: string, expected: string): void {
  const keys = typeof input === 'object' && input !== null ? Object.keys(input) : [];
  if (keys.length !== 4 || !['x', 'y', 'z', 'w'].every((key) => keys.includes(key)))
    throw new Refusal(path, expected, input);
}

function checkText(max: number, input: unknown, path: string): string {
  if (typeof input !== 'string') throw new Refusal(path, 'expected a text', input);
  if (input.length > max || utf8Length(input) > max)
    throw new Refusal(path, `expected at most ${max} bytes of UTF-8`, input);
  if (!isWellFormed(input)) throw new Refusal(path, 'expected whole characters', input);
  return input;
}

function checkBytes(max: number, input: unknown, path: string): Uint8Array {
  if (!(input instanceof Uint8Array)) throw new Refusal(path, 'expected bytes', input);
  if (input.length > max) throw new Refusal(path, `expected at most ${max} bytes`, input);
  // Not `slice`: subclasses of other platforms return a view of the same memory.
  return new Uint8Array(input);
}

function bytesFromJson(input: unknown, path: string): Uint8Array {
  if (typeof input !== 'string') throw new Refusal(path, 'expected base64', input);
  try {
    return fromBase64(input);
  } catch (error) {
    if (error instanceof DecodeError) throw new Refusal(path, 'expected base64', input);
    throw error;
  }
}

function expectedScalar(node: ScalarNode): string {
  const { field, scalar } = node;
  switch (field.kind) {
    case 'bool':
      return 'expected true or false';
    case 'int':
    case 'ref':
    case 'seat':
      return `expected an integer from ${scalar.rawMin} to ${scalar.rawMax}`;
    case 'fixed':
      return `expected a number from ${field.min} to ${field.max}`;
    case 'f32':
      return 'expected a finite number within single precision';
    case 'f64':
    case 'angle':
      return 'expected a finite number';
    case 'oneOf':
      return `expected one of ${shortened(field.values.join(', '))}`;
    case 'quat':
      return 'expected a quaternion {x, y, z, w} of a length above zero';
  }
}

function inside(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shortened(value));
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function shortened(text: string): string {
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}
