/** A server with the realm, at a pace for tests: sixty ticks a second, and a shard taken in half a second. */
import { realm, realmRules } from '@rubato/realm';
import { startServer, type RunningServer } from '@rubato/server';

const MANY = { tokens: 100_000, perMs: 1000 };

export interface RealmOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** How long a shard just taken is guarded; default a quarter of an hour. */
  readonly guardTicks?: number;
}

export function startRealm(data: string, { port = 0, guardTicks = 60_000 }: RealmOptions = {}): Promise<RunningServer> {
  return startServer({
    games: [],
    world: { game: realm, hz: 60, settings: { captureTicks: 30, guardTicks, tickMs: 17 }, rules: realmRules },
    accountLimits: { guestPerAddress: MANY },
    config: {
      data,
      port,
      adminPort: 0,
      requestsPerAddress: 100_000,
      requestsPerAccount: 100_000,
    },
  });
}
