import { Machine } from '@rubato/game';
import type { FrameInput } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { Predictor } from './predictor.ts';
import { mover } from './testing/mover.ts';

const ME = 1 as Seat;
const OTHER = 2 as Seat;
const LAG = 6;

/** Steers with inertia for `ticks`, `LAG` ticks ahead of the server; `fate` may lose a frame or add orders. */
function steer(ticks: number, fate: { drop?: number; shoveAt?: number; dashAt?: number } = {}) {
  const server = Machine.start(mover, { seats: [ME, OTHER], seed: new Uint8Array(16) });
  const predictor = new Predictor(mover, ME, { seats: [ME, OTHER] });
  const sent = new Map<number, FrameInput>();
  predictor.reconcile(0 + 1, step(server, undefined, []));
  for (let tick = 2; tick <= ticks; tick++) {
    const frame = { args: { push: Math.round(60 * Math.sin(tick / 5)) }, seenTick: 0 };
    if (tick === fate.dashAt) predictor.order({ seq: 1, tick, name: 'dash', args: { by: 3 } });
    sent.set(tick, frame);
    predictor.advance(tick, frame);
    const due = tick - LAG;
    if (due < 2) continue;
    const orders = [];
    if (due === fate.shoveAt)
      orders.push({ seat: OTHER, seq: 1, seenTick: 0, name: 'shove' as const, args: { whom: ME, by: 20 } });
    if (due === fate.dashAt) orders.push({ seat: ME, seq: 1, seenTick: 0, name: 'dash' as const, args: { by: 3 } });
    predictor.reconcile(due, step(server, due === fate.drop ? undefined : sent.get(due), orders));
  }
  return { predictor, server };

  function step(machine: typeof server, frame: FrameInput | undefined, orders: readonly unknown[]) {
    machine.runTurn({
      orders: orders as never,
      frames: new Map(frame === undefined ? [] : [[ME, frame]]) as never,
      ticks: 1,
    });
    return machine.copyView(null);
  }
}

describe('prediction', () => {
  it('is corrected exactly 0 times while steering with inertia', () => {
    const { predictor } = steer(600);
    expect(predictor.checked).toBe(600 - LAG - 1);
    expect(predictor.corrections).toBe(0);
    expect(predictor.error.largest).toBe(0);
  });

  it('runs ahead of the server by the frames that are under way', () => {
    const { predictor, server } = steer(100);
    expect(predictor.tick - server.tick).toBe(LAG);
  });

  it('replays predicted commands at their tick', () => {
    const { predictor } = steer(100, { dashAt: 50 });
    expect(predictor.corrections).toBe(0);
  });

  it('is corrected when the server ran another frame, and agrees again afterwards', () => {
    const { predictor } = steer(200, { drop: 100 });
    expect(predictor.corrections).toBeGreaterThan(0);
    const then = predictor.corrections;
    expect(then).toBeLessThanOrEqual(2);
  });

  it('follows what others did to it and shows the jump as an error that fades', () => {
    const { predictor } = steer(100, { shoveAt: 90 });
    expect(predictor.corrections).toBe(1);
    expect(predictor.error.largest).toBeGreaterThan(10_000);
    const snapshot = predictor.at(predictor.tick)!;
    const before = snapshot.tables[0]!.lanes[1]![0]!;
    predictor.error.apply(snapshot, 1000);
    predictor.error.apply(snapshot, 1200);
    expect(predictor.error.largest).toBeLessThan(11_000);
    expect(snapshot.tables[0]!.lanes[1]![0]).not.toBe(before);
    predictor.error.apply(snapshot, 10_000);
    expect(predictor.error.largest).toBe(0);
  });

  it('waits instead of predicting without end when no snapshot comes', () => {
    const predictor = new Predictor(mover, ME, {});
    const server = Machine.start(mover, { seats: [ME], seed: new Uint8Array(16) });
    server.runTurn({ orders: [], ticks: 1 });
    predictor.reconcile(1, server.copyView(null));
    for (let tick = 2; tick < 200; tick++) predictor.advance(tick, { args: { push: 1 }, seenTick: 0 });
    expect(predictor.tick).toBeLessThanOrEqual(62);
  });
});
