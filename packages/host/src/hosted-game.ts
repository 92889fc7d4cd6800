import { checkMigrations } from '@rubato/game';
import type { AnyBot, AnyGame, Migration } from '@rubato/game';
import { limits } from '@rubato/protocol';
import { utf8Length } from '@rubato/schema';
import type { Fields } from '@rubato/schema';
import { mostBytes } from './wire-size.ts';

/** A game as a server offers it: the definition plus what only a host cares about. */
export interface HostedGame {
  readonly game: AnyGame;
  /** Take running rooms along from earlier versions; without one, such a room is not resumed. */
  readonly migrations?: readonly Migration[];
  /** Plays empty seats and those of absent players. */
  readonly bot?: AnyBot;
  /** What bots are called, by seat; `Bot 1` and so on without it. Used again with a number when there are more seats. */
  readonly botNames?: readonly string[];
  /** Ticks per second of its rooms, 1 to 120. */
  readonly hz: number;
  readonly seats: { readonly default: number; readonly max: number };
  /** Empty seats are played by bots from the start. */
  readonly fillWithBots: boolean;
  /** How far behind spectators are, in ticks, 0 (the default) to 9000: so that nobody is told what an opponent does now. */
  readonly spectatorDelayTicks?: number;
  /** Events that tell attempts from successes, for the hit-rate statistic: each names the seat in a field of its data. */
  readonly hitRate?: { readonly attempt: string; readonly success: string; readonly by: string };
}

/** Each tick of delay keeps one more snapshot of the room in memory. */
export const MAX_SPECTATOR_DELAY_TICKS = 9000;

/** Bytes that a name leaves for its number. */
const NUMBER_BYTES = 4;

/** The name of the bot in a seat; the same in every room, and no two seats of a room share one. */
export function botName({ botNames = [] }: Pick<HostedGame, 'botNames'>, seat: number): string {
  const name = botNames[(seat - 1) % botNames.length];
  if (name === undefined) return `Bot ${seat}`;
  const round = Math.ceil(seat / botNames.length);
  return round === 1 ? name : `${name} ${round}`;
}

export function checkHostedGame(hosted: HostedGame): void {
  const { game, hz, seats } = hosted;
  if (!Number.isInteger(hz) || hz < 1 || hz > 120)
    throw new RangeError(`${game.name}: hz must be a whole number from 1 to 120, got ${hz}`);
  if (!Number.isInteger(seats.max) || seats.max < 1 || seats.max > 255)
    throw new RangeError(`${game.name}: seats.max must be a whole number from 1 to 255, got ${seats.max}`);
  if (seats.default < 1 || seats.default > seats.max)
    throw new RangeError(`${game.name}: seats.default must be from 1 to ${seats.max}, got ${seats.default}`);
  const delay = hosted.spectatorDelayTicks ?? 0;
  if (!Number.isInteger(delay) || delay < 0 || delay > MAX_SPECTATOR_DELAY_TICKS)
    throw new RangeError(
      `${game.name}: spectatorDelayTicks must be a whole number from 0 to ${MAX_SPECTATOR_DELAY_TICKS}, got ${delay}`,
    );
  if (hosted.fillWithBots && hosted.bot === undefined) throw new TypeError(`${game.name}: fillWithBots needs a bot`);
  checkMigrations(game, hosted.migrations ?? []);
  checkBotNames(hosted);
  checkSizes(game);
}

/** What the wire would not take is found out when the server starts, not in the middle of a match. */
function checkSizes({ name, commands = {}, events = {} }: AnyGame): void {
  const refuse = (what: string, fields: Fields, most: number) => {
    const bytes = mostBytes(fields);
    if (bytes > most)
      throw new RangeError(`${name}: ${what} may take ${bytes} bytes, at most ${most}; shorten its texts and lists`);
  };
  for (const [command, { args }] of Object.entries(commands)) refuse(`command ${command}`, args, limits.orderBytes);
  for (const [event, fields] of Object.entries(events)) refuse(`event ${event}`, fields, limits.eventBytes);
}

function checkBotNames({ game, botNames = [] }: HostedGame): void {
  const longest = limits.nameBytes - NUMBER_BYTES;
  const bad = botNames.find((name) => name === '' || utf8Length(name) > longest);
  if (bad !== undefined)
    throw new RangeError(`${game.name}: a bot's name has 1 to ${longest} bytes, “${bad}” has ${utf8Length(bad)}`);
  if (new Set(botNames).size !== botNames.length) throw new RangeError(`${game.name}: two bots have the same name`);
}
