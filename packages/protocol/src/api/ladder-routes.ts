/** Ladders as a league: seasons, divisions, and how ratings came to be. */
import { f64, list, optional, struct, text, u16, u32, uint53 } from '@rubato/schema';
import { CHANGES_PER_PAGE, ratingChangeFields } from './rating-fields.ts';
import { defineRoute } from './route.ts';

const group = 'ratings';
const name = text(64);
const accountId = text(36);
const season = struct({ name: text(16), startMs: uint53, endMs: uint53 });
const MOST_LADDERS = 200;
const PLACES_PER_PAGE = 50;
const MOST_OTHERS = 63;

export const ladderRoutes = {
  ladders: defineRoute('GET /api/ladders', {
    group,
    meaning: 'The ladders, and the season that runs: a quarter of the year.',
    caller: 'anyone',
    reply: { season, ladders: list(struct({ name }), MOST_LADDERS) },
  }),
  ladderStandings: defineRoute('GET /api/ladders/{ladder}/standings', {
    group,
    meaning: 'Who stands where in the season of `atMs`, from the rank `from`; `division` 0 are those not placed yet.',
    caller: 'anyone',
    params: { ladder: name },
    query: { atMs: optional(uint53), division: optional(u16), from: optional(u32) },
    reply: {
      season,
      places: list(
        struct({
          rank: u32,
          accountId,
          name: text(256),
          /** From 1, the best; 0 while the rating is a guess. */
          division: u16,
          rating: f64,
          deviation: f64,
          /** Of the same matches since the server counts it; the order is that of `rating`. */
          elo: f64,
          matches: u32,
          ratedMs: uint53,
        }),
        PLACES_PER_PAGE,
      ),
    },
    errors: ['bad-value', 'not-found'],
  }),
  ladderHistory: defineRoute('GET /api/ladders/{ladder}/accounts/{accountId}', {
    group,
    meaning:
      'Each rated match of an account and the rating after it, the newest first; `before` a number of the page before.',
    params: { ladder: name, accountId },
    query: { before: optional(u32) },
    reply: {
      /** Whose they are; absent where there are none. */
      name: optional(text(256)),
      changes: list(
        struct({
          ...ratingChangeFields,
          eloBefore: f64,
          elo: f64,
          others: list(struct({ accountId, name: text(256), place: u16 }), MOST_OTHERS),
        }),
        CHANGES_PER_PAGE,
      ),
    },
    errors: ['not-found'],
  }),
} as const;
