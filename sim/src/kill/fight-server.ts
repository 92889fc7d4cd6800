/** A server whose fights are over in a second: creatures think at once, and the slain come back at once. */
import { FIGHT_HZ, fight, fightRules, realm, realmRules } from '@rubato/realm';
import { startServer, type RunningServer } from '@rubato/server';

const MANY = { tokens: 100_000, perMs: 1000 };

export async function startFightServer(data: string, port: number): Promise<RunningServer> {
  const server = await startServer({
    games: [],
    world: { game: realm, hz: 30, settings: { returnTicks: 1 }, rules: realmRules },
    fights: { game: fight, hz: 25 * FIGHT_HZ, rules: fightRules },
    accountLimits: { guestPerAddress: MANY },
    config: { data, port, adminPort: 0, requestsPerAddress: 100_000, requestsPerAccount: 100_000 },
  });
  // Whoever came before this start is strong enough to win now and then.
  await server.services.database.batch([{ sql: 'update character set level = 8 where level < 8' }]);
  return server;
}
