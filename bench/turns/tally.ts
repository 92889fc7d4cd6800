/** The same little game for both: 4 seats add numbers to sums that 64 rows hold. */
import { defineGame } from '@rubato/game';
import { table, u32, u8 } from '@rubato/schema';
import type { TurnGame } from '@rubato/server';

export const SEATS = 4;
export const ROWS = 64;
/** Orders of one seat in one turn. */
export const SHEET = 25;
/** Orders of all in one turn. */
export const TURN = SEATS * SHEET;

export const tally: TurnGame = {
  game: defineGame({
    name: 'bench-tally',
    version: 1,
    rewindTicks: 0,
    state: { sums: table({ sum: u32 }, { max: ROWS }) },
    commands: {
      add: {
        args: { row: u8, n: u8 },
        check: (_view, _who, { row }) => (row >= ROWS ? 'no-such-row' : undefined),
        apply({ state }, _who, { row, n }) {
          let at = 0;
          for (const each of state.sums) if (at++ === row) each.sum += n;
        },
      },
    },
    setup({ state }) {
      for (let i = 0; i < ROWS; i++) state.sums.add({ sum: 0 });
    },
    tick() {},
  }),
  ticks: 1,
  leastSeats: 2,
  mostSeats: SEATS,
};
