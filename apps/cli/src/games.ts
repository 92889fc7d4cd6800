/** The games this build offers; a sixth one is a line here. */
import { arena, bot as arenaBot, botNames as arenaBotNames } from '@rubato/arena';
import type { AnyGame, Migration } from '@rubato/game';
import type { HostedGame } from '@rubato/host';
import { fight, FIGHT_HZ, fightRules, realm, realmRules } from '@rubato/realm';
import type { FightGame, HostedWorld } from '@rubato/server';
import { CliError, exitCodes } from './exit.ts';
import { HUNTERS } from './matches.ts';
import { turnGames } from './turn-games.ts';

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

/** The world that a server runs for everybody. */
export const hostedWorld: HostedWorld = { game: realm, hz: 1, rules: realmRules };

/** How people and creatures fight in that world: a match of its own each. */
export const hostedFights: FightGame = { game: fight, hz: FIGHT_HZ, rules: fightRules, slainBoard: HUNTERS };

/** Has the turn games, for the thread that runs their turns. */
export const turnsModule = new URL('./turn-games.ts', import.meta.url);

/** What runs a journal: the newest version of a game, and how matches of earlier ones go on under it. */
export interface JournalRules {
  readonly game: AnyGame;
  readonly migrations?: readonly Migration[];
}

/** Games whose journals there are. */
const journalled: readonly JournalRules[] = [...hostedGames, hostedWorld, hostedFights];

/** The game of that name; the error lists those there are. */
export function gameNamed(name: string): HostedGame {
  const found = hostedGames.find((hosted) => hosted.game.name === name);
  if (found !== undefined) return found;
  throw new CliError(
    exitCodes.usage,
    `there is no game called ${name}; this build has ${known(hostedGames.map((hosted) => hosted.game))}`,
  );
}

/** Any game of this build, whatever its tempo; the error lists those there are. */
export function declaredGame(name: string): AnyGame {
  const games = [...journalled, ...turnGames].map(({ game }) => game);
  const found = games.find((game) => game.name === name);
  if (found !== undefined) return found;
  throw new CliError(exitCodes.usage, `there is no game called ${name}; this build has ${known(games)}`);
}

/** The rules that a journal needs. Throws CliError when this build lacks the game; its version is for others to judge. */
export function rulesOf({ game, version }: { readonly game: string; readonly version: number }): JournalRules {
  const found = journalled.find((rules) => rules.game.name === game);
  if (found !== undefined) return found;
  const message = `this journal needs ${game} version ${version}; this build has ${known(journalled.map((rules) => rules.game))}: open it with a build that has that game`;
  throw new CliError(exitCodes.failure, message);
}

function known(games: readonly AnyGame[]): string {
  return games.map(({ name }) => name).join(', ');
}
