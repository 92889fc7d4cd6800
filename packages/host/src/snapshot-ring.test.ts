import { limits } from '@rubato/protocol';
import { Snapshot, layoutOf, u8 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { SnapshotRing } from './snapshot-ring.ts';

const layout = layoutOf({ things: { size: u8 } });

/** Puts the given ticks and returns every snapshot that had to be made anew. */
function put(ring: SnapshotRing, ticks: readonly number[], each: (tick: number) => void = () => {}): Set<Snapshot> {
  const made = new Set<Snapshot>();
  for (const tick of ticks) {
    made.add(ring.put(tick, (reuse) => reuse ?? new Snapshot(layout)));
    each(tick);
  }
  return made;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

describe('a ring of snapshots', () => {
  it('keeps as many as the protocol names when nobody says what is needed', () => {
    const ring = new SnapshotRing();
    const made = put(ring, upTo(limits.snapshotsKept + 10));
    expect(made.size).toBe(limits.snapshotsKept);
    expect(ring.at(10)).toBeUndefined();
    expect(ring.at(11)).toBeDefined();
    expect(ring.at(limits.snapshotsKept + 10)).toBeDefined();
  });

  it('counts one as too old by its age, also when turns of two ticks pass over its place', () => {
    const ring = new SnapshotRing();
    put(ring, [1, 3, limits.snapshotsKept + 2]);
    expect(ring.at(1)).toBeUndefined();
    expect(ring.at(3)).toBeDefined();
  });

  it('lives in two snapshots while each viewer needs only the newest', () => {
    const ring = new SnapshotRing();
    const made = put(ring, upTo(300), (tick) => {
      ring.need(tick);
      ring.release();
      expect(ring.at(tick)).toBeDefined();
      expect(ring.at(tick - 1)).toBeUndefined();
    });
    expect(made.size).toBe(2);
  });

  it('keeps what the slowest of its viewers needs', () => {
    const ring = new SnapshotRing();
    put(ring, upTo(20), (tick) => {
      ring.need(tick);
      ring.need(Math.max(1, tick - 5));
      ring.need(tick - 1);
      ring.release();
    });
    expect(ring.at(14)).toBeUndefined();
    for (let tick = 15; tick <= 20; tick++) expect(ring.at(tick)).toBeDefined();
  });

  it('keeps all that fits for a viewer that has acknowledged nothing', () => {
    const ring = new SnapshotRing();
    put(ring, upTo(limits.snapshotsKept), (tick) => {
      ring.need(tick);
      ring.need(0);
      ring.release();
    });
    expect(ring.at(1)).toBeDefined();
  });

  it('never releases the newest, even when nobody needs anything', () => {
    const ring = new SnapshotRing();
    put(ring, [7], () => ring.release());
    expect(ring.at(7)).toBeDefined();
  });

  it('gives no snapshot of another tick after ticks were left out', () => {
    const ring = new SnapshotRing();
    put(ring, [1, 2, 500, 501], (tick) => {
      ring.need(tick);
      ring.release();
    });
    expect(ring.at(501 - limits.snapshotsKept)).toBeUndefined();
    expect(ring.at(500)).toBeUndefined();
    expect(ring.at(501)).toBeDefined();
  });

  it('forgets all when it is cleared, and goes on', () => {
    const ring = new SnapshotRing();
    put(ring, [1, 2]);
    ring.clear();
    expect(ring.at(2)).toBeUndefined();
    put(ring, [3]);
    expect(ring.at(3)).toBeDefined();
  });
});
