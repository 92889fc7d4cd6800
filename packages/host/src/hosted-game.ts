import type { AnyBot, AnyGame } from '@rubato/game';

/** A game as a server offers it: the definition plus what only a host cares about. */
export interface HostedGame {
  readonly game: AnyGame;
  /** Plays empty seats and those of absent players. */
  readonly bot?: AnyBot;
  /** Ticks per second of its rooms, 1 to 120. */
  readonly hz: number;
  readonly seats: { readonly default: number; readonly max: number };
  /** Empty seats are played by bots from the start. */
  readonly fillWithBots: boolean;
  /** Events that tell attempts from successes, for the hit-rate statistic: each names the seat in a field of its data. */
  readonly hitRate?: { readonly attempt: string; readonly success: string; readonly by: string };
}

export function checkHostedGame(hosted: HostedGame): void {
  const { game, hz, seats } = hosted;
  if (!Number.isInteger(hz) || hz < 1 || hz > 120)
    throw new RangeError(`${game.name}: hz must be a whole number from 1 to 120, got ${hz}`);
  if (!Number.isInteger(seats.max) || seats.max < 1 || seats.max > 255)
    throw new RangeError(`${game.name}: seats.max must be a whole number from 1 to 255, got ${seats.max}`);
  if (seats.default < 1 || seats.default > seats.max)
    throw new RangeError(`${game.name}: seats.default must be from 1 to ${seats.max}, got ${seats.default}`);
  if (hosted.fillWithBots && hosted.bot === undefined) throw new TypeError(`${game.name}: fillWithBots needs a bot`);
}
