import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import type { Columns } from './columns.ts';
import { DecodeError } from './decode-error.ts';
import { decodeDelta, encodeDelta } from './delta.ts';
import { type Layout, layoutOf } from './layout-of.ts';
import { Snapshot } from './snapshot.ts';
import { everyKind, everyLayout, evolve, newStore } from './testing/history.ts';
import { mutated, seededBits } from './testing/mutation.ts';

const INPUTS = 12_000;
/** The interpreter is slow; a sample of the inputs shows whether it agrees. */
const INTERPRETED_EVERY = 5;
const layout = everyLayout as Layout;
const interpreted = layoutOf(everyKind, { codegen: false }) as Layout;

interface Sample {
  readonly base: Snapshot | undefined;
  readonly interpretedBase: Snapshot | undefined;
  readonly bytes: Uint8Array;
}

function samples(): Sample[] {
  const random = seededBits(31);
  const store = newStore();
  const list: Sample[] = [];
  let base: Snapshot | undefined;
  for (let turn = 0; turn < 24; turn++) {
    evolve(store, (n) => random() % n);
    const next = store.snapshot() as Snapshot;
    const writer = new BitWriter();
    encodeDelta(base, next, writer);
    const interpretedBase = base === undefined ? undefined : new Snapshot(interpreted).copyFrom(base);
    list.push({ base, interpretedBase, bytes: writer.toBytes() });
    base = turn % 5 === 0 ? undefined : next;
  }
  return list;
}

describe('delta decoder under mutated bytes', () => {
  it(`answers ${INPUTS} of them with DecodeError or with a sound state, generated and interpreted alike`, () => {
    const random = seededBits(20_250_102);
    const list = samples();
    const [into, other] = [new Snapshot(layout), new Snapshot(interpreted)];
    let accepted = 0;
    for (let i = 0; i < INPUTS; i++) {
      const sample = list[i % list.length] as Sample;
      const bytes = mutated(sample.bytes, random);
      const result = decodeOrRefuse(layout, sample.base, bytes, into);
      if (i % INTERPRETED_EVERY === 0) {
        const same = decodeOrRefuse(interpreted, sample.interpretedBase, bytes, other);
        if (same?.viewHash() !== result?.viewHash()) expect.fail(`input ${i}: the two decoders differ`);
      }
      if (result === undefined) continue;
      accepted++;
      if (accepted % 3 === 0) for (const columns of result.tables) expectSound(columns);
      if (accepted % 8 === 0) expectTravels(sample.base, result);
    }
    // Mutations that nothing survives would test the first bits only.
    expect(accepted).toBeGreaterThan(INPUTS / 50);
  });

  it('random bytes are no different', () => {
    const random = seededBits(77);
    const [into, other] = [new Snapshot(layout), new Snapshot(interpreted)];
    for (let i = 0; i < INPUTS; i++) {
      const bytes = Uint8Array.from({ length: random() % 48 }, () => random());
      const result = decodeOrRefuse(layout, undefined, bytes, into);
      if (i % INTERPRETED_EVERY !== 0) continue;
      const same = decodeOrRefuse(interpreted, undefined, bytes, other);
      if (same?.viewHash() !== result?.viewHash()) expect.fail(`input ${i}: the two decoders differ`);
    }
  });
});

/** Ids name their own slots, counts are right, and every value but a quaternion's is one that a rule could have written. */
function expectSound(columns: Columns): void {
  const { table, ids, used, size } = columns;
  let rows = 0;
  for (let slot = 0; slot < used; slot++) {
    const id = ids[slot] as number;
    if (id === 0) continue;
    rows++;
    const generation = id >>> table.slotBits;
    if ((id & ((1 << table.slotBits) - 1)) !== slot || generation < 1)
      expect.fail(`${table.name}: id ${id} at ${slot}`);
    for (const lane of table.lanes) {
      const array = columns.lanes[lane.index] as Uint8Array;
      if (lane.storage === 'inline') lane.inline.check(array, slot * lane.stride);
      else if (lane.field.kind !== 'quat' && !lane.scalar.isRaw(array[slot] as number))
        expect.fail(`${table.name}.${lane.path}: ${array[slot]}`);
    }
  }
  if (rows !== size || used > table.max) expect.fail(`${table.name}: ${rows} rows, size ${size}, ${used} slots`);
}

function expectTravels(base: Snapshot | undefined, next: Snapshot): void {
  const writer = new BitWriter();
  encodeDelta(base, next, writer);
  expect(decodeDelta(layout, base, new BitReader(writer.toBytes())).viewHash()).toBe(next.viewHash());
}

function decodeOrRefuse(
  under: Layout,
  base: Snapshot | undefined,
  bytes: Uint8Array,
  into: Snapshot,
): Snapshot | undefined {
  const reader = new BitReader(bytes);
  try {
    const result = decodeDelta(under, base, reader, into);
    reader.end();
    return result;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
