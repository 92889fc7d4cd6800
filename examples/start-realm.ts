// A server with one game and the world, as `rubato serve` starts it, on ports that are free.
import { arena, bot, botNames } from '@rubato/arena';
import { fight, FIGHT_HZ, fightRules, realm, realmRules } from '@rubato/realm';
import { startServer, type RunningServer } from '@rubato/server';

export function startRealm(data: string): Promise<RunningServer> {
  return startServer({
    games: [{ game: arena, bot, botNames, hz: 30, seats: { default: 4, max: 8 }, fillWithBots: true }],
    world: { game: realm, hz: 1, rules: realmRules },
    fights: { game: fight, hz: FIGHT_HZ, rules: fightRules },
    config: { data, port: 0, adminPort: 0 },
  });
}
