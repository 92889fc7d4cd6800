// The smallest match for three: everyone moves at the same time, dice decide how far, after a few turns the first wins.

import { defineBot, defineGame } from '@rubato/game';
import type { LetterGame } from '@rubato/letters';
import { one, seat, table, u16, u8 } from '@rubato/schema';
import { times } from '../../../../tools/provision/soak.ts';

/** Two are enough for a past turn, an open one, and letters of either that come too late. */
export const TURNS = times(2, 3);

const race = defineGame({
  name: 'race',
  version: 1,
  rewindTicks: 0,
  state: { runners: table({ owner: seat, place: u16, effort: u8 }, { max: 8 }), course: one({ turns: u8 }) },
  commands: {
    run: {
      args: { effort: u8 },
      check: (_view, _who, { effort }) => (effort > 6 ? 'too-much' : undefined),
      apply({ state }, who, { effort }) {
        for (const runner of state.runners) if (runner.owner === who) runner.effort = effort;
      },
    },
  },
  setup({ state }, seats) {
    for (const owner of seats) state.runners.add({ owner });
  },
  tick({ state, random }) {
    for (const runner of state.runners) {
      runner.place += random('step').int(0, runner.effort);
      runner.effort = 0;
    }
    state.course.turns += 1;
  },
  awaits: (view) => (view.course.turns < TURNS ? [...view.runners].map(({ owner }) => owner) : []),
  result(view) {
    if (view.course.turns < TURNS) return undefined;
    const furthest = Math.max(...[...view.runners].map(({ place }) => place));
    return {
      winners: [...view.runners].filter(({ place }) => place === furthest).map(({ owner }) => owner),
      reason: 'furthest',
    };
  },
});

const stroller = defineBot<typeof race>(() => ({ orders: [{ name: 'run', args: { effort: 1 } }] }));

export const raceGame: LetterGame = { game: race, bots: { stroller } };
