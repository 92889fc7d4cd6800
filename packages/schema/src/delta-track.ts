// A lane as the delta codec sees it: one or more tracks of whole numbers whose differences are small. A quaternion is four
// tracks (which component is left out, and the three kept), a double two (its upper and lower half); all others are one.
import type { LaneArray } from './columns.ts';
import type { InlineLane, Lane, NumberLane, TableSpec } from './layout.ts';

interface TrackBase {
  readonly lane: Lane;
}
export interface NumberTrack extends TrackBase {
  readonly kind: 'number';
  readonly lane: NumberLane;
  /** Differences are taken modulo 2^width: integers and angles go the shortest way around. */
  readonly width: number;
  /** Values are two's complement of `width` bits. */
  readonly signed: boolean;
  /** Greatest value of an unsigned track. */
  readonly greatest: number;
  /** Of a row that nobody has written to. */
  readonly initial: number;
  /** Whether `x` is the lane's array or an Int32Array over the same memory. */
  readonly asInt32: boolean;
  /** Source text of the value at slot `s` of `x`, and of the statement that stores `v` there. */
  readonly get: string;
  readonly set: string;
  /** The same, for where text can't be compiled. */
  read(x: LaneArray, slot: number): number;
  write(x: LaneArray, slot: number, value: number): void;
}
export interface InlineTrack extends TrackBase {
  readonly kind: 'inline';
  readonly lane: InlineLane;
}
export type Track = NumberTrack | InlineTrack;

/** Lanes in order, the tracks of a lane in the order in which they are sent. */
export const tracksOf = (table: TableSpec): readonly Track[] => table.lanes.flatMap(laneTracks);

const laneTracks = (lane: Lane): readonly Track[] => {
  if (lane.storage === 'inline') return [{ kind: 'inline', lane }];
  if (lane.field.kind === 'quat') return quatTracks(lane);
  if (lane.storage === 'f32') return [f32Track(lane)];
  if (lane.storage === 'f64') return [f64Track(lane, 1), f64Track(lane, 0)];
  return [plainTrack(lane)];
};

const plainTrack = (lane: NumberLane): NumberTrack => {
  const { scalar } = lane;
  return {
    kind: 'number',
    lane,
    width: scalar.bits,
    signed: scalar.rawMin < 0,
    greatest: scalar.rawMax,
    initial: scalar.initial,
    asInt32: false,
    get: 'x[s]',
    set: 'x[s] = v;',
    read: (x, slot) => x[slot] as number,
    write: (x, slot, value) => {
      x[slot] = value;
    },
  };
};

/** The bits of a float as an integer that grows where the float grows. */
const ordered = (bits: number): number => bits ^ ((bits >> 31) & 0x7fffffff);
const ORDERED = (bits: string): string => `${bits} ^ ((${bits} >> 31) & 0x7fffffff)`;
const int32 = { width: 32, signed: true, greatest: 0x7fffffff, initial: 0, asInt32: true } as const;

const f32Track = (lane: NumberLane): NumberTrack => ({
  kind: 'number',
  lane,
  ...int32,
  get: `(${ORDERED('x[s]')})`,
  set: `x[s] = ${ORDERED('v')};`,
  read: (x, slot) => ordered(x[slot] as number),
  write: (x, slot, value) => {
    x[slot] = ordered(value);
  },
});

/** @param half 1: sign, exponent and upper fraction; 0: the rest. Little-endian, as every platform's typed arrays are. */
const f64Track = (lane: NumberLane, half: 0 | 1): NumberTrack => {
  const at = half === 1 ? '(s << 1) + 1' : 's << 1';
  return {
    kind: 'number',
    lane,
    ...int32,
    get: half === 1 ? `(${ORDERED(`x[${at}]`)})` : `x[${at}]`,
    set: `x[${at}] = ${half === 1 ? ORDERED('v') : 'v'};`,
    read: (x, slot) => (half === 1 ? ordered(x[2 * slot + 1] as number) : (x[2 * slot] as number)),
    write: (x, slot, value) => {
      x[2 * slot + half] = half === 1 ? ordered(value) : value;
    },
  };
};

/** smallest-three.ts draws the parts: 2 bits of index, then three codes. Doubles hold what 32 bits can't. */
const quatTracks = (lane: NumberLane): readonly NumberTrack[] => {
  const codeBits = (lane.scalar.bits - 2) / 3;
  return [0, 1, 2, 3].map((part) => {
    const shift = part === 0 ? 0 : 2 + (part - 1) * codeBits;
    const width = part === 0 ? 2 : codeBits;
    const [low, size] = [2 ** shift, 2 ** width];
    const read = (x: LaneArray, slot: number): number => Math.floor((x[slot] as number) / low) % size;
    const mask = size - 1;
    const narrow = lane.storage !== 'f64';
    return {
      kind: 'number',
      lane,
      width,
      signed: false,
      greatest: mask,
      initial: Math.floor(lane.scalar.initial / low) % size,
      asInt32: false,
      get: narrow ? `((x[s] >>> ${shift}) & ${mask})` : `(Math.floor(x[s] / ${low}) % ${size})`,
      set: narrow
        ? `x[s] = (x[s] & ${~(mask << shift)}) | (v << ${shift});`
        : `x[s] += (v - Math.floor(x[s] / ${low}) % ${size}) * ${low};`,
      read,
      write: (x, slot, value) => {
        x[slot] = (x[slot] as number) + (value - read(x, slot)) * low;
      },
    };
  });
};
