import { describe, expect, it } from 'vitest';
import { BotRunner, defineBot } from './bot.ts';
import { Machine } from './machine.ts';
import { ONE, race, SEED, spies, TWO } from './test-games.ts';

const greedy = defineBot<typeof race>((view, _seat, random) => {
  const piles = [...view.loot];
  if (piles.length === 0 || random.chance(0.25)) return {};
  return { orders: [{ name: 'pickup', args: { loot: random.pick(piles).id } }] };
});

const playMatch = (): string => {
  const machine = Machine.start(race, { seats: [ONE, TWO], seed: SEED });
  const runner = new BotRunner(greedy, SEED);
  for (let turn = 1; turn <= 30; turn++) {
    const orders = machine.seats.flatMap((seat) =>
      (runner.play(machine.viewOf(seat), seat, machine.tick).orders ?? []).map((command) => ({
        seat,
        seq: turn,
        seenTick: machine.tick,
        ...command,
      })),
    );
    (machine as Machine).runTurn({ orders, ticks: 1 });
  }
  return machine.hash();
};

describe('a bot', () => {
  it('plays through orders like anybody, and the same match again the same way', () => {
    expect(playMatch()).toBe(playMatch());
  });

  it('has dice of its own on each seat, the same at the same tick', () => {
    const roll = new BotRunner((_view: never, _seat, random) => ({ frame: { roll: random.int(0, 1_000_000) } }), SEED);
    const rolls = [roll.play({}, ONE, 1), roll.play({}, TWO, 1), roll.play({}, ONE, 2)].map(({ frame }) =>
      JSON.stringify(frame),
    );
    expect(new Set(rolls).size).toBe(3);
    expect(JSON.stringify(roll.play({}, ONE, 1).frame)).toBe(rolls[0]);
  });

  it('sees what its seat sees', () => {
    const machine = Machine.start(spies, { seats: [ONE, TWO], seed: SEED });
    const counting = defineBot<typeof spies>((view) => ({
      orders: [...view.cards].map(({ id }) => ({ name: 'turn', args: { card: id } })),
    }));
    expect(new BotRunner(counting, SEED).play(machine.viewOf(TWO), TWO, 0).orders).toHaveLength(2);
  });
});
