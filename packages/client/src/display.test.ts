import { Store, layoutOf } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { Display, MAX_EXTRAPOLATION_MS } from './display.ts';
import { SnapshotHistory } from './snapshot-history.ts';
import { mover } from './testing/mover.ts';

const layout = layoutOf(mover.state);
const PERIOD_MS = 1000 / 30;

/** What was received: by tick, where the body stood. */
function historyOf(places: Readonly<Record<number, number>>): SnapshotHistory {
  const history = new SnapshotHistory();
  const store = new Store(layout);
  const { bodies } = store.state as { bodies: { add(row: object): { x: number } } };
  const body = bodies.add({ owner: 1 });
  for (const [tick, x] of Object.entries(places)) {
    body.x = x;
    history.put(Number(tick), store.snapshot());
  }
  return history;
}

function shownAt(tick: number, history: SnapshotHistory): number | undefined {
  const display = new Display(layout, PERIOD_MS);
  if (!display.compose(tick, history, undefined, () => {})) return undefined;
  const view: unknown = display.store.view;
  return [...(view as { bodies: Iterable<{ x: number }> }).bodies][0]!.x;
}

describe('the picture of others', () => {
  it('lies between the two snapshots around its tick, however far apart they came', () => {
    const history = historyOf({ 10: 0, 12: 8, 20: 16 });
    expect([10, 11, 11.5, 12, 16, 20].map((tick) => shownAt(tick, history))).toEqual([0, 4, 6, 8, 12, 16]);
  });

  it('goes on as it moved last when nothing newer is there, for a quarter of a second and no longer', () => {
    const history = historyOf({ 10: 0, 12: 8 });
    const most = 8 + 4 * (MAX_EXTRAPOLATION_MS / PERIOD_MS);
    expect(shownAt(13, history)).toBe(12);
    expect(shownAt(12 + MAX_EXTRAPOLATION_MS / PERIOD_MS, history)).toBeCloseTo(most, 2);
    expect(shownAt(12 + 30, history)).toBeCloseTo(most, 2);
    expect(MAX_EXTRAPOLATION_MS).toBe(250);
  });

  it('stays where it is while one snapshot is all there is, and is none before', () => {
    expect(shownAt(40, historyOf({ 10: 3 }))).toBe(3);
    expect(shownAt(5, historyOf({ 10: 3 }))).toBe(3);
    expect(shownAt(1, new SnapshotHistory())).toBeUndefined();
  });
});
