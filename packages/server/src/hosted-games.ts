import type { HostedGame } from '@rubato/host';
import type { ServerConfig } from './config/settings.ts';

/** The games as this server's settings want them. */
export function configuredGames(
  games: readonly HostedGame[],
  { seats, bots, tickHz }: Pick<ServerConfig, 'seats' | 'bots' | 'tickHz'>,
): HostedGame[] {
  return games.map((hosted) => ({
    ...hosted,
    hz: tickHz ?? hosted.hz,
    fillWithBots: hosted.fillWithBots && bots,
    seats: { ...hosted.seats, default: Math.min(seats ?? hosted.seats.default, hosted.seats.max) },
  }));
}
