import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitWriter, DecodeError, fromHex } from '@rubato/schema';
import { limits } from './limits.ts';
import type { WireEvent } from './snapshot-extras.ts';
import { decodeSnapshot, encodeSnapshot, sameEpoch } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';
import { fullSnapshot, snapshot } from './testing/samples.ts';

const u8 = fc.integer({ min: 0, max: 255 });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const u31 = fc.integer({ min: 0, max: 0x7fff_ffff });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const writer = new BitWriter();

const events: fc.Arbitrary<WireEvent[]> = fc
  .tuple(
    u31,
    fc.array(fc.record({ tick: u32, cause: u32, index: u32, event: u8, data: fc.uint8Array({ maxLength: 30 }) }), {
      maxLength: 8,
    }),
  )
  .map(([first, list]) => list.map((event, place) => ({ seq: first + place, ...event })));

const snapshots: fc.Arbitrary<Snapshot> = fc
  .record({
    type: fc.constant('snapshot' as const),
    room: u8,
    epoch: fc.integer({ min: 0, max: 15 }),
    id: u32,
    serverTick: u32,
    baseId: maybe(u32),
    compressed: fc.boolean(),
    timing: maybe(
      fc.record({
        earlinessMs: fc.integer({ min: -32_000, max: 32_000 }).map((steps) => steps / 8),
        ackSeq: u32,
        ackFrameTick: u32,
      }),
    ),
    discarded: maybe(u32),
    ackOrder: maybe(u32),
    durableOrder: maybe(u32),
    events,
    outcomes: fc.array(
      fc.record({
        seq: u32,
        status: fc.constantFrom('rejected' as const, 'lapsed' as const, 'faulted' as const),
        reason: fc
          .string({ unit: 'grapheme', maxLength: 6 })
          .filter((text) => new TextEncoder().encode(text).length <= 48),
      }),
      { maxLength: 5 },
    ),
    gap: fc.boolean(),
    hash: maybe(
      fc.bigInt({ min: 0n, max: 0xffff_ffff_ffff_ffffn }).map((value) => value.toString(16).padStart(16, '0')),
    ),
    payload: fc.uint8Array({ maxLength: 300 }),
  })
  .map((value) => (value.baseId !== undefined && value.baseId >= value.id ? { ...value, baseId: undefined } : value));

describe('a snapshot', () => {
  it('comes out as it went in', () => {
    fc.assert(
      fc.property(snapshots, (value) => {
        expect(decodeSnapshot(encodeSnapshot(writer, value))).toEqual(value);
      }),
      { numRuns: 2000, seed: 31 },
    );
  });

  it('has a header of at most 14 bytes for hours of play while only movement happens', () => {
    const hours = 8 * 3600 * 30;
    const late: Snapshot = {
      ...snapshot,
      id: hours,
      serverTick: hours,
      baseId: hours - 30,
      timing: { earlinessMs: -60, ackSeq: hours, ackFrameTick: hours + 5 },
    };
    expect(encodeSnapshot(writer, late).length - late.payload.length).toBeLessThanOrEqual(14);
  });

  it('keeps its bytes apart from those of every other, whoever shares the payload', () => {
    const payload = Uint8Array.of(1, 2, 3);
    const first = encodeSnapshot(writer, { ...snapshot, payload });
    const kept = first.slice();
    const second = encodeSnapshot(writer, { ...snapshot, room: 9, payload });
    payload.fill(0);
    second.fill(0);
    expect(first).toEqual(kept);
  });

  it('tells epochs apart by their low four bits', () => {
    const decoded = decodeSnapshot(encodeSnapshot(writer, { ...snapshot, epoch: 0x1237 }));
    expect([sameEpoch(decoded, 0x1237), sameEpoch(decoded, 0x1238), sameEpoch(decoded, 0x1236)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('rounds earliness to an eighth of a millisecond and cuts it at 4 seconds', () => {
    const earliness = (earlinessMs: number): number | undefined =>
      decodeSnapshot(encodeSnapshot(writer, { ...snapshot, timing: { earlinessMs, ackSeq: 1, ackFrameTick: 1 } }))
        .timing?.earlinessMs;
    expect([0.06, 0.07, -3.3, 1e9, -1e9].map(earliness)).toEqual([0, 0.125, -3.25, 4000, -4000]);
  });
});

describe('a snapshot beyond a limit', () => {
  const event = (seq: number, size = 0): WireEvent => ({
    seq,
    tick: 1,
    cause: 0,
    index: 0,
    event: 0,
    data: new Uint8Array(size),
  });
  const outcome = { seq: 1, status: 'rejected' as const, reason: 'r'.repeat(limits.reasonBytes) };
  const decode = (change: Partial<Snapshot>): Snapshot =>
    decodeSnapshot(encodeSnapshot(writer, { ...snapshot, ...change }));
  const many = <T>(count: number, make: (place: number) => T): T[] =>
    Array.from({ length: count }, (_, place) => make(place));

  it('is read at each limit and refused one beyond', () => {
    const events = many(limits.eventsKept, (place) => event(place + 1, place === 0 ? limits.eventBytes : 0));
    const outcomes = many(limits.outcomesPerSnapshot, () => outcome);
    expect(decode({ events, outcomes })).toEqual({ ...snapshot, events, outcomes });
    expect(() => decode({ events: [...events, event(limits.eventsKept + 1)] })).toThrow(DecodeError);
    expect(() => decode({ events: [event(1, limits.eventBytes + 1)] })).toThrow(DecodeError);
    expect(() => decode({ outcomes: [...outcomes, outcome] })).toThrow(DecodeError);
    expect(() => decode({ outcomes: [{ ...outcome, reason: 'r'.repeat(limits.reasonBytes + 1) }] })).toThrow(
      RangeError,
    );
  });

  it('is refused with a baseline that is not older, a hole between events or a hash of another length', () => {
    expect(() => decode({ baseId: snapshot.id })).toThrow(DecodeError);
    expect(() => decode({ baseId: snapshot.id + 1 })).toThrow(RangeError);
    expect(() => decode({ events: [event(1), event(3)] })).toThrow(RangeError);
    expect(() => decode({ hash: '0123' })).toThrow(RangeError);
  });

  it.each([
    // type, room, flags, id …
    ['extras that are none', '430108' + '05' + '00', 'none present'],
    ['a server tick that is its own', '430108' + '05' + '01' + '00', 'none present'],
    ['an outcome of unknown status', '430108' + '05' + '20' + '00' + '01' + '03' + '00', 'unknown status'],
    ['an earliness beyond 4 seconds', '430104' + '05' + '81f403' + '01' + '00', 'earliness of'],
    ['a server tick before the first', '430108' + '05' + '01' + '0b', 'no tick'],
    ['a baseline before the first', '430101' + '05' + '06', 'baseline 6 before snapshot 5'],
  ])('is refused with %s', (_what, bytes, reason) => {
    const decode = (): Snapshot => decodeSnapshot(fromHex(bytes));
    expect(decode).toThrow(DecodeError);
    expect(decode).toThrow(reason);
  });

  it('is refused when cut within its header', () => {
    const message = encodeSnapshot(writer, fullSnapshot);
    for (let length = 0; length < message.length - fullSnapshot.payload.length; length++) {
      expect(() => decodeSnapshot(message.subarray(0, length))).toThrow(DecodeError);
    }
  });
});
