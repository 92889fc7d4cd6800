/** Leaderboards. Scores are whole numbers within ±(2^53 − 1). */
import { bool, f64, list, oneOf, optional, struct, text, u16, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'boards';
const params = { board: text(64) };
const scored = { accountId: text(36), name: text(64), score: f64, reachedMs: uint53 };
const periodMs = uint53;

export const boardRoutes = {
  boards: defineRoute('GET /api/boards', {
    group,
    meaning: 'The leaderboards.',
    caller: 'anyone',
    reply: {
      boards: list(
        struct({
          name: text(64),
          order: oneOf('highest', 'lowest'),
          operation: oneOf('best', 'set', 'incr', 'decr'),
          reset: oneOf('daily', 'weekly', 'never'),
          keptPeriods: u16,
          writers: oneOf('server', 'players'),
        }),
        200,
      ),
    },
  }),
  board: defineRoute('GET /api/boards/{board}', {
    group,
    meaning:
      'A page of a leaderboard, from the top or after `next` of the page before; of now or of the period of `atMs`.',
    caller: 'anyone',
    params,
    query: { atMs: optional(uint53), after: optional(text(128)), limit: optional(u16) },
    reply: { periodMs, entries: list(struct({ ...scored, rank: uint53 }), 100), next: optional(text(128)) },
    errors: ['bad-value', 'not-found'],
  }),
  boardAround: defineRoute('GET /api/boards/{board}/around', {
    group,
    meaning: 'The account’s score with its neighbours to each side.',
    params,
    query: { atMs: optional(uint53), count: optional(u16) },
    reply: { periodMs, above: list(struct(scored), 20), own: struct(scored), below: list(struct(scored), 20) },
    errors: ['not-found'],
  }),
  submitScore: defineRoute('POST /api/boards/{board}/entries', {
    group,
    meaning: 'Adds an entry of one’s own, where players may; once per `key`.',
    params,
    body: { amount: f64, key: text(128) },
    reply: { counted: bool },
    errors: ['bad-value', 'not-found', 'not-allowed'],
  }),
} as const;
