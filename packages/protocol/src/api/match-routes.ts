/** Searching for matches, and the ratings that they change. */
import { bool, f64, list, oneOf, optional, struct, text, u16, u32, uint53 } from '@rubato/schema';
import { CHANGES_PER_PAGE, ratingChangeFields } from './rating-fields.ts';
import { defineRoute } from './route.ts';

const group = 'matchmaking';
const ratings = 'ratings';
const name = text(64);
const regionNames = list(text(32), 16);

export const matchFields = {
  id: text(36),
  state: oneOf('offered', 'formed', 'placing', 'placed', 'ended', 'failed'),
  game: text(64),
  mode: text(64),
  region: text(32),
  /** From 0. */
  team: u16,
  /** From 1. */
  seat: u16,
  /** To join the room with, once it is there. */
  code: optional(text(16)),
  room: optional(text(64)),
  /** Of the server that has the room; absent when it is this one. */
  url: optional(text(256)),
  /** Until when to accept, while it is offered. */
  acceptUntilMs: optional(uint53),
  /** Why these players: points between the furthest, points that all of them allowed, and what the teams are worth. */
  why: struct({ spread: f64, allowed: f64, longestWaitMs: uint53, teamRatings: list(f64, 64) }),
};

const statusReply = {
  state: oneOf('none', 'waiting', 'offered', 'matched', 'cancelled', 'expired'),
  ticketId: optional(text(36)),
  queue: optional(name),
  /** Who searches together. */
  players: optional(u16),
  sinceMs: optional(uint53),
  expiresMs: optional(uint53),
  /** Why it still waits: players found of those needed, and when the search widens. */
  why: optional(
    struct({
      reason: oneOf('no-region', 'too-few-players', 'rating-gap', 'party-sizes', 'party-too-large'),
      words: text(256),
      needed: u16,
      inRegion: u16,
      inReach: u16,
      ratingGap: f64,
      widensInMs: optional(uint53),
    }),
  ),
  match: optional(struct(matchFields)),
};

export const matchRoutes = {
  queues: defineRoute('GET /api/queues', {
    group,
    meaning: 'What can be searched for.',
    caller: 'anyone',
    reply: {
      queues: list(
        struct({
          name,
          game: text(64),
          mode: text(64),
          teams: u16,
          teamSize: u16,
          ranked: bool,
          ladder: optional(name),
          regions: regionNames,
          /** How long there is to accept a match; absent where matches begin at once. */
          acceptMs: optional(uint53),
        }),
        200,
      ),
    },
  }),
  searchMatch: defineRoute('POST /api/matchmaking', {
    group,
    meaning: 'Searches for a match, alone or with the party that the chosen character leads.',
    body: { queue: name, regions: optional(regionNames), party: optional(bool) },
    reply: statusReply,
    errors: ['bad-value', 'not-found', 'not-allowed', 'banned', 'conflict', 'limit-reached'],
  }),
  searchStatus: defineRoute('GET /api/matchmaking', {
    group,
    meaning: 'How the account’s latest search stands; with the match that was found.',
    reply: statusReply,
  }),
  cancelSearch: defineRoute('DELETE /api/matchmaking', {
    group,
    meaning: 'Ends the search, for the whole party, or declines the match that is offered.',
    reply: statusReply,
    errors: ['not-found'],
  }),
  acceptMatch: defineRoute('POST /api/matchmaking/accept', {
    group,
    meaning: 'Accepts the match that is offered; it begins when everybody has.',
    body: { matchId: text(36) },
    reply: statusReply,
    errors: ['not-found', 'conflict'],
  }),
  ratings: defineRoute('GET /api/ratings', {
    group: ratings,
    meaning: 'The account’s rating on each ladder.',
    reply: {
      ratings: list(
        struct({ ladder: name, rating: f64, deviation: f64, matches: u32, ratedMs: optional(uint53) }),
        200,
      ),
    },
  }),
  ratingHistory: defineRoute('GET /api/ratings/{ladder}', {
    group: ratings,
    meaning: 'What the account’s matches changed on a ladder, the newest first; `before` a number of the page before.',
    params: { ladder: name },
    query: { before: optional(u32) },
    reply: {
      changes: list(struct(ratingChangeFields), CHANGES_PER_PAGE),
    },
    errors: ['not-found'],
  }),
} as const;
