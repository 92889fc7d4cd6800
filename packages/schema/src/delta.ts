// The difference between two snapshots of one schema, as bits. What is sent is a view: live rows by id, no allocator.
import { bitpack } from './bitpack.ts';
import type { BitReader } from './bit-reader.ts';
import type { BitWriter } from './bit-writer.ts';
import type { DeltaCodec } from './delta-codec.ts';
import type { Layout } from './layout-of.ts';
import { Snapshot } from './snapshot.ts';

const empty = new WeakMap<Layout, Snapshot>();

/** What a keyframe is a difference from: a state in which nothing has happened. */
const emptyOf = (layout: Layout): Snapshot => {
  let snapshot = empty.get(layout);
  if (snapshot === undefined) empty.set(layout, (snapshot = new Snapshot(layout)));
  return snapshot;
};

/** Appends what turns `base` into `next`; without a base a keyframe, which needs none. */
export const encodeDelta = (
  base: Snapshot | undefined,
  next: Snapshot,
  writer: BitWriter,
  codec: DeltaCodec = bitpack,
): void => {
  if (base !== undefined && base.layout.hash !== next.layout.hash) throw new TypeError('snapshots of two schemas');
  codec.encode(base ?? emptyOf(next.layout), next, writer);
};

/**
 * The snapshot that `encodeDelta` was given as `next`, without its allocator.
 * @param base the snapshot that the sender named, undefined for a keyframe; stays as it is
 * @param into memory to reuse, not `base`; after a DecodeError its content is undefined
 */
export const decodeDelta = (
  layout: Layout,
  base: Snapshot | undefined,
  reader: BitReader,
  into: Snapshot = new Snapshot(layout),
  codec: DeltaCodec = bitpack,
): Snapshot => {
  if (into === base) throw new TypeError('a delta cannot be decoded into its base');
  into.copyFrom(base ?? emptyOf(layout));
  codec.decode(into, reader);
  return into;
};
