/** The games this build offers; a sixth one is a line here. */
import { arena, bot as arenaBot, botNames as arenaBotNames } from '@rubato/arena';
import type { AnyGame } from '@rubato/game';
import type { HostedGame } from '@rubato/host';
import { CliError, exitCodes } from './exit.ts';

export const hostedGames: readonly HostedGame[] = [
  {
    game: arena,
    bot: arenaBot,
    botNames: arenaBotNames,
    hz: 30,
    seats: { default: 4, max: 8 },
    fillWithBots: true,
    hitRate: { attempt: 'fired', success: 'hit', by: 'by' },
  },
];

/** The game of that name; the error lists those there are. */
export function gameNamed(name: string): HostedGame {
  const found = hostedGames.find((hosted) => hosted.game.name === name);
  if (found !== undefined) return found;
  throw new CliError(exitCodes.usage, `there is no game called ${name}; this build has ${known()}`);
}

/** The rules that a journal needs. Throws CliError when this build lacks the game; its version is for others to judge. */
export function gameOf({ game, version }: { readonly game: string; readonly version: number }): AnyGame {
  const found = hostedGames.find((hosted) => hosted.game.name === game);
  if (found !== undefined) return found.game;
  const message = `this journal needs ${game} version ${version}; this build has ${known()}: open it with a build that has that game`;
  throw new CliError(exitCodes.failure, message);
}

function known(): string {
  return hostedGames.map(({ game }) => game.name).join(', ');
}
