import type { Host } from '@rubato/host';
import type { Clock, Database, JournalStore } from '@rubato/ports';
import type { ServerConfig } from './config/settings.ts';
import type { ServerFacts } from './http/api.ts';

export const VERSION = '0.1.0';

export interface FactParts {
  readonly config: ServerConfig;
  readonly host: Host;
  readonly store: JournalStore;
  readonly database: Database;
  readonly clock: Clock;
  readonly stopping: () => boolean;
}

/** What the routes tell, read from the living parts. */
export function factsOf({ config, host, store, database, clock, stopping }: FactParts): ServerFacts {
  const { games, rooms } = host.lobby;
  return {
    version: VERSION,
    region: config.region,
    regions: config.regions,
    publicUrl: config.publicUrl,
    games: [...games.values()].map(({ game, seats }) => ({
      name: game.name,
      version: game.version,
      seats: seats.default,
    })),
    startedMs: clock.now(),
    now: () => clock.now(),
    checks: { journal: () => store.healthy(), services: () => database.healthy() },
    notReady: () => (stopping() || host.draining ? 'the server is about to stop' : ''),
    rooms: () => [...rooms.values()].filter((room) => room.facts.code === '').map((room) => room.summary),
  };
}
