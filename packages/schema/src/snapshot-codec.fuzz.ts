import { describe, expect, it } from 'vitest';
import { BitReader } from './bit-reader.ts';
import { BitWriter } from './bit-writer.ts';
import { DecodeError } from './decode-error.ts';
import { equalBytes } from './hmac.ts';
import { layoutOf } from './layout-of.ts';
import type { Snapshot } from './snapshot.ts';
import { readSnapshot, writeSnapshot } from './snapshot-codec.ts';
import { stateFromJson, stateToJson } from './state-json.ts';
import { StateFault } from './state-fault.ts';
import { Store } from './store.ts';
import { awkwardValues, everyField } from './testing/every-field.ts';
import { mutated, seededBits } from './testing/mutation.ts';

const layout = layoutOf(everyField);
const bytesOf = (snapshot: Snapshot): Uint8Array<ArrayBuffer> => {
  const writer = new BitWriter();
  writeSnapshot(writer, snapshot);
  return writer.toBytes();
};

/** A state with awkward values in every field. */
const filledStore = (random: () => number): Store<typeof everyField> => {
  const store = new Store(layout);
  const { all, bare } = store.state;
  for (let i = 0; i < 12; i++) {
    const row = all.add() as unknown as Record<string, unknown>;
    for (const { name } of layout.tables[0]?.fields ?? []) {
      try {
        row[name] = awkwardValues[random() % awkwardValues.length];
      } catch (error) {
        if (!(error instanceof StateFault)) throw error;
      }
    }
    if (random() % 3 === 0) all.remove(row as never);
    if (random() % 4 === 0 && !bare.full) bare.add();
  }
  return store;
};

describe('reading a snapshot', () => {
  it('gives back every state, as bytes and as JSON', () => {
    const random = seededBits(11);
    for (let i = 0; i < 100; i++) {
      const store = filledStore(random);
      const bytes = bytesOf(store.snapshot());
      const back = readSnapshot(layout, new BitReader(bytes));
      expect(back.hash()).toBe(store.hash());
      expect(equalBytes(bytesOf(back), bytes)).toBe(true);
      const json: unknown = JSON.parse(JSON.stringify(stateToJson(store)));
      expect(stateFromJson(layout, json).viewHash()).toBe(store.viewHash());
    }
  });

  it('of damaged bytes throws DecodeError or gives a snapshot that is written with the same bytes', () => {
    const random = seededBits(12);
    let accepted = 0;
    let original = bytesOf(filledStore(random).snapshot());
    for (let i = 0; i < 20_000; i++) {
      if (i % 100 === 0) original = bytesOf(filledStore(random).snapshot());
      const bytes = mutated(original, random);
      const reader = new BitReader(bytes);
      try {
        const snapshot = readSnapshot(layout, reader);
        const used = bytes.length - reader.remainingBits / 8;
        expect(equalBytes(bytesOf(snapshot), bytes.subarray(0, used))).toBe(true);
        accepted++;
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
      }
    }
    expect(accepted).toBeGreaterThan(1000);
  });
});
