/**
 * A declared shape as JSON only. It needs no generated code, which costs time and text, and which a page's content security
 * policy forbids.
 */
import { interpretedCodec, type Fields, type StructCodec } from '@rubato/schema';

export type JsonShape<F extends Fields> = Pick<StructCodec<F>, 'toJson' | 'fromJson'>;

const made = new WeakMap<Fields, JsonShape<Fields>>();

/** Made once for each `fields` object. */
export function jsonShape<const F extends Fields>(fields: F): JsonShape<F> {
  let shape = made.get(fields);
  if (shape === undefined) made.set(fields, (shape = interpretedCodec(fields) as unknown as JsonShape<Fields>));
  return shape as unknown as JsonShape<F>;
}
