import { Store, layoutOf } from '@rubato/schema';
import type { Snapshot } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { FadingError, HALF_LIFE_MS } from './fading-error.ts';
import { ownedTables } from './own-rows.ts';
import { mover } from './testing/mover.ts';

const layout = layoutOf(mover.state);
const FRAME_MS = 1000 / 60;
const ME = 1;

/** A state with a body of each seat; seat 1 stands at `x`. */
function stateAt(x: number): Snapshot {
  const store = new Store(layout);
  (store.state as { bodies: { add(row: object): void } }).bodies.add({ owner: ME, x });
  (store.state as { bodies: { add(row: object): void } }).bodies.add({ owner: 2, x: 7 });
  return store.snapshot();
}

/** Where the picture of that state shows the bodies. */
function shownAt(error: FadingError, x: number, nowMs: number): readonly number[] {
  const store = new Store(layout);
  const picture = stateAt(x);
  error.apply(picture, nowMs);
  store.restore(picture);
  return [...(store.view as { bodies: Iterable<{ x: number }> }).bodies].map((body) => body.x);
}

/** An error that has drawn pictures for ten seconds, then is corrected from one place to another. */
function corrected(from: number, to: number): FadingError {
  const error = new FadingError(ownedTables(layout));
  for (let now = 0; now <= 10_000; now += FRAME_MS) shownAt(error, from, now);
  error.corrected(ME, stateAt(from), stateAt(to));
  return error;
}

describe('a correction', () => {
  it('is shown from where the ship was, and halves every 200 ms, also after a long time without any', () => {
    const error = corrected(20, 10);
    const start = 10_000 + FRAME_MS;
    const [first] = shownAt(error, 10, start);
    expect(first).toBeGreaterThan(10 + 9);
    const halved = shownAt(error, 10, start + HALF_LIFE_MS)[0]! - 10;
    expect(halved / (first! - 10)).toBeCloseTo(0.5, 2);
    expect(shownAt(error, 10, start + 20 * HALF_LIFE_MS)).toEqual([10, 7]);
    expect(error.largest).toBe(0);
  });

  it('adds to what is left of the one before', () => {
    const error = corrected(20, 10);
    error.corrected(ME, stateAt(10), stateAt(5));
    expect(shownAt(error, 5, 10_000 + FRAME_MS)[0]).toBeGreaterThan(5 + 14);
  });

  it('leaves others where they are', () => {
    expect(shownAt(corrected(20, 10), 10, 10_100)[1]).toBe(7);
  });

  it('beyond an eighth of the range is a teleport, and shown as one', () => {
    expect(shownAt(corrected(124, 0), 0, 10_000 + FRAME_MS)[0]).toBeGreaterThan(110);
    expect(shownAt(corrected(126, 0), 0, 10_000 + FRAME_MS)[0]).toBe(0);
  });
});
