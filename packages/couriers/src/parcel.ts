// What couriers carry: files that never change, each under a name that says what it is and has the hash of its bytes in it.
//
//   <match>/<turn>/<player>/<kind>-<sha256>      who sent which kind of letter for which turn of which match
//
// So sending twice does nothing, and nobody's file ever replaces another's.

import { hex, sha256 } from '@rubato/schema';
import { LIMITS } from '@rubato/letters';
import { CourierError } from './courier-error.ts';

/** Letters of a turn, and what the play by a referee needs beside them. `sealed`: a sheet that only the referee can read. */
export const parcelKinds = ['genesis', 'commit', 'order', 'sealed', 'absence', 'receipt', 'record', 'view'] as const;
export type ParcelKind = (typeof parcelKinds)[number];

export interface Parcel {
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface ParcelKey {
  /** 64 hex digits. */
  readonly match: string;
  /** 0 before the first turn. */
  readonly turn: number;
  /** Who sent it. */
  readonly player: string;
  readonly kind: ParcelKind;
  /** SHA-256 of the bytes, 64 hex digits. */
  readonly hash: string;
}

/** Bytes of one parcel: a sealed letter or view is a little larger than the document in it. */
export const MAX_PARCEL_BYTES = LIMITS.documentBytes + (1 << 16);

const KEY = new RegExp(
  `^([0-9a-f]{64})/(0|[1-9][0-9]{0,6})/([a-z0-9_]+(?:-[a-z0-9_]+)*)/(${parcelKinds.join('|')})-([0-9a-f]{64})$`,
);

/** Throws CourierError `too-large`. */
export function parcelOf(of: Omit<ParcelKey, 'hash'>, bytes: Uint8Array): Parcel {
  if (bytes.length > MAX_PARCEL_BYTES)
    throw new CourierError('too-large', `${bytes.length} bytes to send, at most ${MAX_PARCEL_BYTES}`);
  const { match, turn, player, kind } = of;
  return { key: `${match}/${turn}/${player}/${kind}-${hex(sha256(bytes))}`, bytes };
}

/** Undefined for what is no parcel's name. */
export function readKey(key: string): ParcelKey | undefined {
  const [, match, turn, player, kind, hash] = KEY.exec(key) ?? [];
  if (match === undefined || player === undefined || player.length > 32 || hash === undefined) return undefined;
  return { match, turn: Number(turn), player, kind: kind as ParcelKind, hash };
}

/** The bytes, if they are those that the name speaks of. Throws CourierError `damaged`. */
export function checkedBytes(key: string, bytes: Uint8Array): Uint8Array {
  if (readKey(key)?.hash !== hex(sha256(bytes)))
    throw new CourierError('damaged', `${key} is not what its name says: it was changed on the way or there`);
  return bytes;
}
