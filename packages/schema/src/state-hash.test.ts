import { describe, expect, it } from 'vitest';
import type { LaneArray } from './columns.ts';
import { Snapshot } from './snapshot.ts';
import { layoutOf } from './layout-of.ts';
import { everyField } from './testing/every-field.ts';
import { smallStore } from './testing/small-state.ts';
import { Store } from './store.ts';

describe('the hash of a state', () => {
  it('has these values, which journals hold', () => {
    const store = smallStore();
    expect([store.hash(), store.viewHash()]).toEqual(['b56f154ef1a31abf', 'dc4ab33f7511c56b']);
    const empty = new Snapshot(store.layout);
    expect([empty.hash(), empty.viewHash()]).toEqual(['323eb88dc978df0a', '0b165c687046ad0f']);
  });

  it('changes with every bit of every live value', () => {
    const store = new Store(layoutOf(everyField));
    for (let i = 0; i < 3; i++) store.state.all.add({ numbers: [1, 2], name: 'ab', blob: new Uint8Array(2) });
    const [columns] = store.tables;
    const seen = new Set([store.viewHash()]);
    let flips = 0;
    for (const lane of columns?.table.lanes ?? []) {
      const array = columns?.lanes[lane.index] as LaneArray;
      const bytes = new Uint8Array(array.buffer, array.byteOffset, lane.stride * 3);
      const inUse = lane.storage === 'inline' ? 4 : lane.stride;
      for (let at = lane.stride; at < lane.stride + inUse; at++) {
        // The count of an inline value says how far to look; its own bits are tested by the lengths below.
        if (lane.storage === 'inline' && at < lane.stride + 2) continue;
        for (let bit = 0; bit < 8; bit++) {
          bytes[at] = (bytes[at] as number) ^ (1 << bit);
          seen.add(store.viewHash());
          bytes[at] = (bytes[at] as number) ^ (1 << bit);
          flips++;
        }
      }
    }
    expect(flips).toBe(872);
    expect(seen.size).toBe(flips + 1);
  });

  it('tells apart values that move between rows, fields, tables and lengths', () => {
    const hashOf = (fill: (state: Store<typeof everyField>['state']) => void): string => {
      const store = new Store(layoutOf(everyField));
      fill(store.state);
      return store.viewHash();
    };
    const hashes = [
      hashOf(() => {}),
      hashOf(({ all }) => void all.add()),
      hashOf(({ bare }) => void bare.add()),
      hashOf(({ all }) => [all.add({ a8: 1 }), all.add()]),
      hashOf(({ all }) => [all.add(), all.add({ a8: 1 })]),
      hashOf(({ all }) => [all.add({ a16: 1 }), all.add()]),
      hashOf(({ all }) => void all.add({ name: 'a' })),
      hashOf(({ all }) => void all.add({ name: 'a\0' })),
      hashOf(({ all }) => void all.add({ words: ['', ''] })),
      hashOf(({ all }) => void all.add({ words: [''] })),
      hashOf(({ all }) => [all.add(), all.remove([...all][0] as never), all.add()]),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
