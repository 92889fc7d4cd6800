import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalRecord } from '@rubato/ports';
import { times } from '../../../../tools/provision/soak.ts';
import {
  BatchDamaged,
  findRoom,
  joinRooms,
  MAX_BATCH_BYTES,
  packBatch,
  splitBatch,
  type BatchRoom,
} from './batch-format.ts';

const record: fc.Arbitrary<JournalRecord> = fc.record({
  room: fc.oneof(
    fc.constantFrom('a', 'b', 'é', 'x'.repeat(127), 'x'.repeat(128), 'x'.repeat(255)),
    fc.string({ maxLength: 20 }),
  ),
  segment: fc.oneof(fc.nat(3), fc.constantFrom(63, 64, 8191, 8192, 2 ** 32 - 1)),
  kind: fc.constantFrom('head' as const, 'block' as const),
  bytes: fc.uint8Array({ maxLength: 300 }),
});
const runs = { numRuns: times(500, 20_000), seed: 7 };

test('a batch splits into what was packed, per room in order', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), (records) => {
      const rooms = splitBatch(packBatch(records));
      expect(rooms.flatMap(recordsOf).toSorted(byRoom)).toEqual(records.toSorted(byRoom));
      expect(splitBatch(joinRooms(rooms))).toEqual(rooms);
    }),
    runs,
  );
});

test('finding one room gives what splitting all gives', () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 40 }), fc.string({ maxLength: 3 }), (records, other) => {
      const blob = packBatch(records);
      for (const room of [...records.map((entry) => entry.room), other]) {
        const found = findRoom(blob, new TextEncoder().encode(room));
        const expected = splitBatch(blob).find((part) => new TextDecoder().decode(part.id) === room);
        expect(found).toEqual(expected);
      }
    }),
    runs,
  );
});

test('a damaged batch either reads as some batch or is reported as damaged; nothing else', () => {
  const mutation = fc.tuple(fc.nat(2000), fc.nat(255));
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 5 }),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.nat(40),
      (records, mutations, cut) => {
        const blob = packBatch(records);
        for (const [at, value] of mutations) blob[at % blob.length] = value;
        const damaged = blob.subarray(0, Math.max(1, blob.length - cut));
        for (const read of [() => splitBatch(damaged), () => findRoom(damaged, Uint8Array.of(97))]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(BatchDamaged);
          }
        }
      },
    ),
    runs,
  );
});

test('a room id or a batch above its limit is refused', () => {
  const bytes = new Uint8Array(0);
  expect(() => packBatch([{ room: 'x'.repeat(256), segment: 0, kind: 'head', bytes }])).toThrow(RangeError);
  const large = { room: 'a', segment: 0, kind: 'block' as const, bytes: new Uint8Array(MAX_BATCH_BYTES / 4) };
  expect(() => packBatch([large, large, large, large])).toThrow(RangeError);
});

function recordsOf(room: BatchRoom): JournalRecord[] {
  let at = 0;
  return room.tags.map((tag, index) => {
    const bytes = room.bytes.slice(at, (at += room.lengths[index]!));
    return {
      room: new TextDecoder().decode(room.id),
      segment: Math.floor(tag / 2),
      kind: tag % 2 ? 'head' : 'block',
      bytes,
    };
  });
}

function byRoom(a: JournalRecord, b: JournalRecord): number {
  return a.room < b.room ? -1 : a.room > b.room ? 1 : 0;
}
