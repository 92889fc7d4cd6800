/** What a thread of turns loads in tests: the game of sums, and one whose rules misbehave when asked to. */
import { existsSync, rmSync } from 'node:fs';
import { defineGame } from '@rubato/game';
import { one, seat, table, u16 } from '@rubato/schema';
import type { TurnGame } from '../turn-game.ts';
import { tallyTurns } from './tally.ts';

/** Names a file: `crash` ends the thread as long as it is there, and removes it; `wait` runs until it is there. */
export const ROGUE_FILE = 'RUBATO_TEST_ROGUE';

const file = (): string => process.env[ROGUE_FILE] ?? '';

const rogue = defineGame({
  name: 'rogue',
  version: 1,
  state: { seats: table({ owner: seat }, { max: 8 }), done: one({ n: u16 }) },
  commands: {
    loop: {
      args: {},
      apply() {
        for (;;);
      },
    },
    crash: {
      args: {},
      apply({ state }) {
        if (existsSync(file())) {
          rmSync(file());
          process.exit(7);
        }
        state.done.n += 1;
      },
    },
    'always-crash': {
      args: {},
      apply() {
        process.exit(7);
      },
    },
    wait: {
      args: {},
      apply({ state }) {
        while (!existsSync(file()));
        state.done.n += 1;
      },
    },
    fail: {
      args: {},
      apply() {
        throw new RangeError('the rules are broken');
      },
    },
  },
  setup({ state }, seats) {
    for (const owner of seats) state.seats.add({ owner });
  },
  tick({ state }) {
    state.done.n += 1;
  },
});

export const rogueTurns: TurnGame = {
  game: rogue,
  ticks: 1,
  leastSeats: 1,
  mostSeats: 4,
  // The default tries the orders out, which is what a misbehaving one should do only when the turn runs.
  checkSheet: () => [],
};

export const turnGames: readonly TurnGame[] = [tallyTurns, rogueTurns];
