/** What players compete in on a server of this build, unless its settings say otherwise. */
import type { MatchDefinitions } from '@rubato/server';

const WEEK_MS = 7 * 86_400_000;
const rating = { order: 'highest', operation: 'set', reset: 'never', keptPeriods: 1, writers: 'server' } as const;

/** Counts creatures slain in the realm, by account. */
export const HUNTERS = 'realm-hunters';

/** @param regions where matches can be, this server’s own first */
export function hostedMatches(regions: readonly string[]): Required<MatchDefinitions> {
  const duel = {
    game: 'arena',
    settings: '',
    teams: 2,
    teamSize: 1,
    ratingGap: [
      { afterMs: 0, value: 150 },
      { afterMs: 15_000, value: 350 },
      { afterMs: 45_000, value: 800 },
      { afterMs: 90_000, value: 5000 },
    ],
    regions,
    // Nearby at first, then anywhere.
    regionReach: regions.length === 1 ? [{ afterMs: 0, value: 1 }] : [1, regions.length].map(reach),
    ticketMs: 600_000,
    limit: 1000,
  };
  return {
    queues: [
      { ...duel, name: 'arena-ranked', mode: 'duel', ladder: 'arena', ranked: true, backfill: false },
      { ...duel, name: 'arena-open', mode: 'duel', ranked: false, backfill: true },
    ],
    ladders: [
      { name: 'arena', periodMs: WEEK_MS, board: 'arena' },
      { name: 'tactics', periodMs: 4 * WEEK_MS, board: 'tactics' },
    ],
    boards: [
      { ...rating, name: 'arena' },
      { ...rating, name: 'tactics' },
      { name: HUNTERS, order: 'highest', operation: 'incr', reset: 'weekly', keptPeriods: 8, writers: 'server' },
    ],
  };
}

const reach = (value: number, at: number) => ({ afterMs: at * 20_000, value });
