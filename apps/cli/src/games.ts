/** The games this build offers; a sixth one is a line here. */
import { arena, bot as arenaBot } from '@rubato/arena';
import type { HostedGame } from '@rubato/host';
import { CliError, exitCodes } from './exit.ts';

export const hostedGames: readonly HostedGame[] = [
  {
    game: arena,
    bot: arenaBot,
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
  const known = hostedGames.map((hosted) => hosted.game.name).join(', ');
  throw new CliError(exitCodes.usage, `there is no game called ${name}; this build has ${known}`);
}
