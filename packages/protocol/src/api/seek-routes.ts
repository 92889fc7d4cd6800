/** Looking for opponents in slow games: tickets that wait for hours, and the games that come of them. */
import { bool, list, oneOf, optional, struct, text, u16, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'turn games';
const id = text(36);
const MOST_SHOWN = 50;

const wishes = {
  game: text(64),
  /** A JSON object; absent: whatever the others want, else the game’s own. */
  settings: optional(text(4096)),
  /** Players of the game, the caller included: 2 to 6, as the game offers. */
  seats: u16,
  /** What a turn may take; the game gets the longest that suits everybody. */
  leastTurnMs: uint53,
  mostTurnMs: uint53,
  /** Rated there, if all want that. */
  ladder: optional(text(64)),
};

const seekFields = {
  ...wishes,
  id,
  state: oneOf('waiting', 'matched', 'expired'),
  /** Nothing but a game that is rated will do. */
  onlyRated: bool,
  /** Points between the caller and the others, now and at most; both must reach each other. */
  ratingGap: u16,
  mostRatingGap: u16,
  sinceMs: uint53,
  expiresMs: uint53,
  /** Once `matched`. */
  gameId: optional(id),
  /** While `waiting`. */
  why: optional(
    struct({
      /** The first thing of which too few are left; `each-other`: enough suit the caller, but not one another. */
      reason: oneOf('nobody', 'settings', 'turn-time', 'ladder', 'rating', 'each-other', 'games-full'),
      /** Others that it takes. */
      needed: u16,
      /** Others who look for this game with so many seats. */
      looking: u16,
      /** Of those, whose settings suit; of these, whose time; and so on: `fit` suit in everything. */
      sameSettings: u16,
      sameTime: u16,
      sameLadder: u16,
      fit: u16,
      /** Until the range of ratings widens; absent when it is as wide as it gets, or ratings don’t count. */
      widensInMs: optional(uint53),
      /** The same for people. */
      words: text(512),
    }),
  ),
};

export const seekRoutes = {
  seekTurnGame: defineRoute('POST /api/turn-seeks', {
    group,
    meaning: 'Looks for opponents: a ticket that waits until enough others suit; then the game begins with all seated.',
    body: {
      ...wishes,
      /** Default: no; without a ladder in common the game isn’t rated. */
      onlyRated: optional(bool),
      /** At first; it widens by 25 points every 10 minutes. Default: 100. */
      ratingGap: optional(u16),
      /** Default: 500. */
      mostRatingGap: optional(u16),
      /** How long the ticket waits: a minute to 14 days. Default: 3 days. */
      waitMs: optional(uint53),
    },
    reply: seekFields,
    errors: ['bad-value', 'not-found', 'limit-reached', 'banned'],
  }),
  turnSeeks: defineRoute('GET /api/turn-seeks', {
    group,
    meaning: 'The account’s tickets, the newest first, with why each still waits; what has ended stays for a day.',
    reply: { seeks: list(struct(seekFields), MOST_SHOWN) },
  }),
  cancelTurnSeek: defineRoute('DELETE /api/turn-seeks/{id}', {
    group,
    meaning: 'Takes a ticket back; `conflict` once it has found a game.',
    params: { id },
    reply: { cancelled: bool },
    errors: ['not-found', 'conflict'],
  }),
} as const;
