// From JSON to trusted values. A reader takes a value and where it stands; it returns what it promises or refuses with
// `bad-field`. Members that it doesn't know it leaves alone: a newer minor version may have added them.

import { DecodeError, fromBase64url, fromHex, type Json } from '@rubato/schema';
import { LetterRefused } from '../refused.ts';
import type { Doc } from './canonical.ts';

export type Reader<T> = (value: Json | undefined, place: string) => T;
export type ValueOf<R> = R extends Reader<infer T> ? T : never;

/** A member that may be absent. */
type Optional<T> = Reader<T | undefined> & { readonly optional: true };
type OptionalNames<R> = { [K in keyof R]: R[K] extends { readonly optional: true } ? K : never }[keyof R];
type Shape<R> = { readonly [K in Exclude<keyof R, OptionalNames<R>>]: ValueOf<R[K]> } & {
  readonly [K in OptionalNames<R>]?: Exclude<ValueOf<R[K]>, undefined>;
};

const fail = (place: string, message: string): never => {
  throw new LetterRefused('bad-field', message, place);
};

export const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const doc: Reader<Doc> = (value, place) => (isDoc(value) ? value : fail(place, 'expected an object'));

export const text =
  (max: number, pattern?: RegExp): Reader<string> =>
  (value, place) => {
    if (typeof value !== 'string' || value.length > max || (pattern !== undefined && !pattern.test(value)))
      return fail(place, `expected a text of at most ${max} characters${pattern ? ` like ${pattern.source}` : ''}`);
    return value;
  };

export const whole =
  (min: number, max: number): Reader<number> =>
  (value, place) =>
    typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
      ? value
      : fail(place, `expected a whole number from ${min} to ${max}`);

export const oneOf =
  <const T extends readonly string[]>(...words: T): Reader<T[number]> =>
  (value, place) =>
    words.includes(value as string) ? (value as T[number]) : fail(place, `expected one of ${words.join(', ')}`);

/** Lower-case hexadecimal of so many bytes; stays text. */
export const hexOf =
  (bytes: number): Reader<string> =>
  (value, place) =>
    guarded(place, () => {
      if (typeof value !== 'string' || value.length !== 2 * bytes) throw new DecodeError(`expected ${bytes} bytes`);
      fromHex(value);
      return value;
    });

/** base64url of so many bytes; stays text. */
export const base64urlOf =
  (bytes: number): Reader<string> =>
  (value, place) =>
    guarded(place, () => {
      const length = Math.ceil((bytes * 4) / 3);
      if (typeof value !== 'string' || value.length !== length) throw new DecodeError(`expected ${bytes} bytes`);
      fromBase64url(value);
      return value;
    });

export const list =
  <T>(item: Reader<T>, max: number, min = 0): Reader<readonly T[]> =>
  (value, place) => {
    if (!Array.isArray(value) || value.length > max || value.length < min)
      return fail(place, `expected a list of ${min} to ${max}`);
    return value.map((part: Json, i) => item(part, `${place}[${i}]`));
  };

export const optional = <T>(reader: Reader<T>): Optional<T> =>
  Object.assign((value: Json | undefined, place: string) => (value === undefined ? undefined : reader(value, place)), {
    optional: true as const,
  });

export const orNull =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, place) =>
    value === null ? null : reader(value, place);

/** An object by the readers of its members; others stay unread. */
export const record =
  <R extends { readonly [name: string]: Reader<unknown> }>(members: R): Reader<Shape<R>> =>
  (value, place) => {
    const source = doc(value, place);
    const result: Record<string, unknown> = {};
    for (const name of Object.keys(members)) {
      const read = (members[name] as Reader<unknown>)(source[name], `${place}.${name}`);
      if (read !== undefined) result[name] = read;
    }
    return result as Shape<R>;
  };

/** An object whose members are named by what it is about, such as players. */
export const mapOf =
  <T>(name: Reader<string>, item: Reader<T>, max: number): Reader<Readonly<Record<string, T>>> =>
  (value, place) => {
    const names = Object.keys(doc(value, place));
    if (names.length > max) return fail(place, `more than ${max} members`);
    return Object.fromEntries(
      names.map((key) => [name(key, place), item((value as Doc)[key], `${place}.${key.slice(0, 40)}`)] as const),
    );
  };

function guarded<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof DecodeError) return fail(place, error.message);
    throw error;
  }
}
