import { defineGame } from '@rubato/game';
import { fixed, i8, seat, u32 } from '@rubato/schema';

/**
 * A game that notices any order lost, repeated or overtaken: each seat counts up, and only the next number is accepted.
 * Beside it a body with inertia, so that frames have something to move.
 */
export const tally = defineGame({
  name: 'tally',
  version: 1,
  state: { seats: { owner: seat, last: u32, x: fixed(-1000, 1000, 1 / 256), vx: fixed(-16, 16, 1 / 4096) } },
  events: { counted: { by: seat, n: u32 } },
  frame: {
    args: { push: i8 },
    neutral: { push: 0 },
    step({ state }, who, { push }) {
      for (const row of state.seats) {
        if (row.owner !== who) continue;
        row.vx = row.vx * 0.99 + push / 512;
        row.x += row.vx;
      }
    },
  },
  commands: {
    count: {
      args: { n: u32 },
      check: (view, who, { n }) =>
        [...view.seats].find((row) => row.owner === who)?.last === n - 1 ? undefined : 'out-of-order',
      apply({ state, emit }, who, { n }) {
        for (const row of state.seats) if (row.owner === who) row.last = n;
        emit('counted', { by: who, n });
      },
    },
  },
  setup() {},
  joined({ state }, owner) {
    state.seats.add({ owner });
  },
  left({ state }, who) {
    for (const row of state.seats) if (row.owner === who) state.seats.remove(row);
  },
});
