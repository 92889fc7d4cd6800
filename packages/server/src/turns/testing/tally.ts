/** A game of sums: each seat adds to its own, which the others don't see; whoever passes 10 has won. */
import { defineBot, defineGame } from '@rubato/game';
import { one, seat, table, u16, u8 } from '@rubato/schema';
import type { TurnGame } from '../turn-game.ts';

const tally = defineGame({
  name: 'tally',
  version: 1,
  rewindTicks: 0,
  state: { sums: table({ owner: seat, sum: u16 }, { max: 8 }), clock: one({ ticks: u16, dice: u16 }) },
  events: { added: { n: u8 } },
  settings: { fields: { start: u8 }, defaults: { start: 0 } },
  commands: {
    add: {
      args: { n: u8 },
      check: (_view, _who, { n }) => (n > 3 ? 'too-much' : undefined),
      apply({ state, emit }, who, { n }) {
        for (const row of state.sums) if (row.owner === who) row.sum += n;
        emit('added', { n }, who);
      },
    },
  },
  setup({ state, settings }, seats) {
    for (const owner of seats) state.sums.add({ owner, sum: settings.start });
  },
  tick({ state, random }) {
    state.clock.ticks += 1;
    state.clock.dice = random('dice').int(0, 60_000);
  },
  sees: (_view, who, name, row) => name !== 'sums' || row.owner === who,
  result(view) {
    const winners = [...view.sums].filter(({ sum }) => sum > 10).map(({ owner }) => owner);
    return winners.length > 0 ? { winners } : undefined;
  },
});

const bot = defineBot<typeof tally>(() => ({ orders: [{ name: 'add', args: { n: 1 } }] }));

export const tallyTurns: TurnGame = { game: tally, ticks: 20, leastSeats: 2, mostSeats: 4, bot };
