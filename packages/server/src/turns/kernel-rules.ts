/** Games of the kernel as the turn service runs them. */
import { codecsOf, Machine, type Seat } from '@rubato/game';
import { fromHex } from '@rubato/schema';
import type { TurnMatch, TurnRules } from '@rubato/services';
import { KernelPosition } from './kernel-position.ts';
import { readMachine } from './machine-text.ts';
import type { TurnGame } from './turn-game.ts';

/** Answers at once, in this thread. */
export interface KernelRules extends TurnRules {
  begin(match: TurnMatch): KernelPosition;
  load(match: TurnMatch, state: string): KernelPosition;
}

export function kernelRules(turnGame: TurnGame): KernelRules {
  const { game, leastSeats, mostSeats } = turnGame;
  return {
    game: game.name,
    version: game.version,
    leastSeats,
    mostSeats,
    hides: codecsOf(game).rules.sees !== undefined,
    begin: (match) => {
      const seats = Array.from({ length: match.seats }, (_, i) => (i + 1) as Seat);
      const machine = Machine.start(game, { seats, ...partsOf(match), hashEvery: 0 });
      machine.takeEvents();
      return new KernelPosition(turnGame, machine);
    },
    load: (match, state) =>
      new KernelPosition(turnGame, Machine.load(game, readMachine(game, state, partsOf(match)), { hashEvery: 0 })),
  };
}

/** Throws TypeError for settings that are no JSON object. */
function partsOf({ seed, settings }: TurnMatch) {
  const chosen: unknown = JSON.parse(settings);
  if (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen))
    throw new TypeError('settings are a JSON object');
  return { seed: fromHex(seed), settings: chosen };
}
