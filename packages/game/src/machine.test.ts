import { describe, expect, it } from 'vitest';
import { Machine } from './machine.ts';
import { mover, ONE, race, rewinder, SEED, THREE, TWO } from './test-games.ts';
import type { Seat } from '@rubato/schema';

const startRace = () => Machine.start(race, { seats: [TWO, ONE], seed: SEED });
describe('smoke', () => {
  it('runs', () => {
    const m = startRace();
    const [pile] = m.view.loot;
    const r = m.runTurn({
      orders: [
        { seat: TWO, seq: 1, seenTick: 0, name: 'pickup', args: { loot: pile!.id } },
        { seat: ONE, seq: 1, seenTick: 0, name: 'pickup', args: { loot: pile!.id } },
      ],
      ticks: 3,
    });
    expect(r.outcomes).toMatchInlineSnapshot(`
      [
        {
          "status": "applied",
        },
        {
          "reason": "already-taken",
          "status": "rejected",
        },
      ]
    `);
    expect(r.turn.hash).toMatchInlineSnapshot(`"ee0f417eef9eabd9"`);
    const mv = Machine.start(mover, { seats: [ONE, TWO], seed: SEED });
    const rr = mv.runTurn({
      ticks: 20,
      frames: new Map([[ONE, { args: { heading: 0.123, thrust: 0.9 }, seenTick: 0 }]]),
    });
    expect(rr.events).toMatchInlineSnapshot(`
      [
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 255,
          },
          "index": 0,
          "name": "bounced",
          "tick": 5,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 89,
          },
          "index": 0,
          "name": "bounced",
          "tick": 8,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 20,
          },
          "index": 0,
          "name": "bounced",
          "tick": 9,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 72,
          },
          "index": 0,
          "name": "bounced",
          "tick": 10,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 33,
          },
          "index": 0,
          "name": "bounced",
          "tick": 11,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 62,
          },
          "index": 0,
          "name": "bounced",
          "tick": 12,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 40,
          },
          "index": 0,
          "name": "bounced",
          "tick": 13,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 57,
          },
          "index": 0,
          "name": "bounced",
          "tick": 14,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 44,
          },
          "index": 0,
          "name": "bounced",
          "tick": 15,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 54,
          },
          "index": 0,
          "name": "bounced",
          "tick": 16,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 47,
          },
          "index": 0,
          "name": "bounced",
          "tick": 17,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 52,
          },
          "index": 0,
          "name": "bounced",
          "tick": 18,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 48,
          },
          "index": 0,
          "name": "bounced",
          "tick": 19,
        },
        {
          "cause": 6,
          "data": {
            "by": 1,
            "force": 51,
          },
          "index": 0,
          "name": "bounced",
          "tick": 20,
        },
      ]
    `);
    expect([...mv.view.ships].map((s) => [s.x, s.y])).toMatchInlineSnapshot(`
      [
        [
          16.01318359375,
          7.287109375,
        ],
        [
          2,
          0,
        ],
      ]
    `);
    const again = Machine.start(mover, { seats: [ONE, TWO], seed: SEED });
    expect(again.rerun(rr.turn).turn).toEqual(rr.turn);
  });
});
void rewinder;
void THREE;
export type S = Seat;
