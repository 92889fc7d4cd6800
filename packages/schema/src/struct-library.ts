import { equalBytes } from './hmac.ts';
import type { Scalar } from './scalar.ts';
import { packQuat } from './smallest-three.ts';
import * as wire from './struct-wire.ts';
import type { Quat } from './value.ts';
import { isWellFormed, utf8Length } from './utf8.ts';

// What the generated codecs call: the same wire functions as the interpreter, and the checks that are no expression.

/** Answer of a generated check for a value that doesn't fit; the interpreter then finds the words. */
export const FAIL: unique symbol = Symbol('does not fit');

function isRecord(value: unknown, known: ReadonlySet<string>): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  for (let i = 0; i < keys.length; i++) if (!known.has(keys[i] as string)) return false;
  return true;
}

function isText(value: unknown, maxBytes: number): boolean {
  return typeof value === 'string' && value.length <= maxBytes && utf8Length(value) <= maxBytes && isWellFormed(value);
}

const QUAT_KEYS = new Set(['x', 'y', 'z', 'w']);

function isQuat(value: unknown, scalar: Scalar): boolean {
  if (!isRecord(value, QUAT_KEYS)) return false;
  const { x, y, z, w } = value as Quat;
  return [x, y, z, w].every((part) => Number.isFinite(part)) && packQuat(x, y, z, w, (scalar.bits - 2) / 3) >= 0;
}

function equalQuat(a: Quat, b: Quat): boolean {
  return a.x === b.x && a.y === b.y && a.z === b.z && a.w === b.w;
}

/** The library for one shape; `refuse` throws with the words of that shape's interpreter. */
export function structLibrary(refuse: (value: unknown) => never): Readonly<Record<string, unknown>> {
  // Not `slice`: Buffer's returns a view of the same memory.
  const copyBytes = (bytes: Uint8Array): Uint8Array => new Uint8Array(bytes);
  return { ...wire, FAIL, isRecord, isText, isQuat, equalQuat, equalBytes, copyBytes, refuse };
}
