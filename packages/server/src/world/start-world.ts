/** The world of a server: one match that it drives for good, found again at each start, and handed to the services. */
import type { AnyGame } from '@rubato/game';
import { DriveRefused, type DrivenMatch, type Host } from '@rubato/host';
import type { Log } from '@rubato/ports';
import { newId, type Notice, type World, type WorldPort, type WorldRules } from '@rubato/services';
import type { Bus, Clock, Database, Random } from '@rubato/ports';
import type { ServerConfig } from '../config/settings.ts';
import type { Unwind } from '../unwind.ts';
import { SharedWorld } from './shared-world.ts';
import { tellClaims } from './shard-news.ts';

/** A world as a server offers it: its game, and what the services must know of it. */
export interface HostedWorld {
  readonly game: AnyGame;
  /** Ticks per second, 1 to 120. */
  readonly hz: number;
  /** What differs from the game's defaults, when the world begins. */
  readonly settings?: object;
  readonly rules: WorldRules;
}

export interface WorldParts {
  readonly host: Host;
  readonly world: World;
  readonly hosted: HostedWorld;
  readonly database: Database;
  readonly bus: Bus;
  readonly deliver: (notices: readonly Notice[]) => void;
  readonly node: string;
  readonly config: Pick<ServerConfig, 'region' | 'commitMs' | 'production'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** The seat by which a server tells its world what characters do. */
const SERVER_SEAT = 1;

/**
 * Goes on with the world, or begins it: with PostgreSQL the one that all servers share, whose journal is in the database
 * unless this server's own store has it already. With SQLite the world is in this server's store.
 */
export async function startWorld(parts: WorldParts, unwind: Unwind): Promise<WorldPort | undefined> {
  const { host, hosted, config, database } = parts;
  if (database.engine === 'sqlite' || (await host.driven.permanentId(hosted.game)) !== undefined)
    return startOwnWorld(parts, unwind);
  const { region, commitMs, production } = config;
  const shared = new SharedWorld({ ...parts, region, commitMs, production });
  unwind.add(() => shared.stop());
  await shared.start();
  unwind.add(tellClaims({ ...parts, runs: () => shared.runs }));
  return shared;
}

/**
 * One that can't go on is left alone, and so is one that another server with the same
 * database runs: this server runs without it, says why, and never begins another in its place. Returns the world's match while it runs.
 */
async function startOwnWorld(parts: WorldParts, unwind: Unwind): Promise<WorldPort | undefined> {
  const { host, world, hosted, log } = parts;
  const { game, settings } = hosted;
  // The last letters are those that chance decides.
  const id = `${game.name}-${newId(parts).slice(-8)}`;
  try {
    const known = await host.driven.permanentId(game);
    const home = await world.home(game.name, known ?? id);
    if (home !== (known ?? id)) {
      log.log('warn', 'the world is another server’s; this one runs without it', { game: game.name, match: home });
      return undefined;
    }
    const match = await host.driven.drive(game, { id: home, permanent: true, ...(settings && { settings }) });
    const port = portOf(match);
    await world.attach(port);
    unwind.add(tellClaims({ ...parts, runs: () => match.state === 'running' }));
    log.log('info', 'the world runs', { match: match.id, tick: match.tick });
    return port;
  } catch (error) {
    if (!(error instanceof DriveRefused)) throw error;
    log.log('error', 'the world does not run', { game: game.name, code: error.code, reason: error.message });
    return undefined;
  }
}

function portOf(match: DrivenMatch): WorldPort {
  return {
    match: match.id,
    view: () => match.view,
    order: (order) => match.order(SERVER_SEAT, order),
    follow: (afterTurn, listener) => match.follow(afterTurn, listener),
  };
}
