/** Tournaments of games for two, whose matches are turn games. */
import { bool, f64, list, oneOf, optional, struct, text, u16, u32, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'tournaments';
const id = text(36);
const params = { id };
const code = optional(text(32));
const format = oneOf('single', 'double', 'swiss', 'round-robin');
const result = oneOf('first', 'second', 'draw', 'none');
const MOST_ENTRANTS = 256;
const TOURNAMENTS_PER_PAGE = 50;
const MATCHES_PER_PAGE = 256;
const DECISIONS_PER_PAGE = 50;

const settings = {
  title: text(320),
  format,
  game: text(64),
  turnMs: uint53,
  mostEntrants: u16,
  closesMs: uint53,
  ladder: optional(text(64)),
  rounds: optional(u16),
  leastRating: optional(f64),
  mostRating: optional(f64),
};

const tournamentFields = {
  ...settings,
  id,
  state: oneOf('announced', 'open', 'running', 'over', 'cancelled'),
  settings: text(4096),
  missedMost: u16,
  vacations: bool,
  twice: bool,
  entered: u16,
  opensMs: uint53,
  begunMs: optional(uint53),
  overMs: optional(uint53),
  /** Why it was cancelled. */
  reason: optional(text(256)),
  /** Whether the caller organises it. */
  own: bool,
  /** Of a private one, for its organiser and its entrants. */
  joinCode: optional(text(32)),
  /** How many turns late its matches are watched; absent: only their players see them. */
  watchDelay: optional(u16),
};

const matchFields = {
  /** From 1; later matches wait for earlier ones. */
  number: u16,
  bracket: oneOf('main', 'winners', 'losers', 'final', 'reset', 'table'),
  /** Of its bracket, from 1. */
  round: u16,
  state: oneOf('waiting', 'ready', 'playing', 'over', 'skipped'),
  /** Two: an entrant, the winner or loser `of` a match, or nobody; `seed` once it is known who that is. */
  slots: list(struct({ kind: oneOf('entrant', 'winner', 'loser', 'bye'), of: optional(u16), seed: optional(u16) }), 2),
  /** The turn game that is played, or was played last. */
  gameId: optional(text(36)),
  /** With which `turnGame` and `watchTurn` show that game to whoever doesn’t play it; absent where nobody may watch. */
  watchCode: optional(text(32)),
  /** How many games: a drawn match of a bracket is played again. */
  plays: u16,
  result: optional(result),
  by: optional(oneOf('play', 'absence', 'walkover', 'bye', 'tie-break', 'organiser')),
  /** By slot, all games together. */
  scores: list(f64, 2),
  /** The organiser's. */
  reason: optional(text(800)),
};

export const tournamentRoutes = {
  tournaments: defineRoute('GET /api/tournaments', {
    group,
    meaning: 'The newest first: public ones and the account’s own; `before` the last id of the page before.',
    query: { before: optional(id) },
    reply: { tournaments: list(struct(tournamentFields), TOURNAMENTS_PER_PAGE) },
  }),
  createTournament: defineRoute('POST /api/tournaments', {
    group,
    meaning: 'Announces a tournament, with the caller as its organiser.',
    body: {
      ...settings,
      /** A JSON object. Default: the game’s own. */
      settings: optional(text(4096)),
      /** Turns missed one after the other until a match is lost. Default: 2. */
      missedMost: optional(u16),
      /** Vacations postpone deadlines. Default: no. */
      vacations: optional(bool),
      /** Everybody meets everybody on both seats. Default: no. */
      twice: optional(bool),
      /** Default: now. */
      opensMs: optional(uint53),
      /** Anybody may enter, not only who has the code. Default: yes. */
      open: optional(bool),
      /** Whoever sees the tournament may watch its matches. Default: yes. */
      watching: optional(bool),
      /** So many turns late, 0 to 20; 0 where nothing is hidden. Default: 1. */
      watchDelay: optional(u16),
    },
    reply: tournamentFields,
    errors: ['bad-value', 'not-found', 'limit-reached'],
  }),
  tournament: defineRoute('GET /api/tournaments/{id}', {
    group,
    meaning: 'One tournament with its entrants, by seed once it has begun; a private one for strangers by its code.',
    params,
    query: { code },
    reply: {
      tournament: struct(tournamentFields),
      entrants: list(
        struct({
          seed: optional(u16),
          name: optional(text(256)),
          rating: f64,
          /** Has left, or was deleted. */
          gone: bool,
          /** The caller. */
          own: bool,
        }),
        MOST_ENTRANTS,
      ),
    },
    errors: ['not-found'],
  }),
  tournamentMatches: defineRoute('GET /api/tournaments/{id}/matches', {
    group,
    meaning: 'Its matches by number, from the one after `after`: rounds and brackets are drawn from their slots.',
    params,
    query: { code, after: optional(u32) },
    reply: { matches: list(struct(matchFields), MATCHES_PER_PAGE) },
    errors: ['not-found'],
  }),
  tournamentStandings: defineRoute('GET /api/tournaments/{id}/standings', {
    group,
    meaning: 'The best first, with what parts equal points; no place for whoever is still in a bracket.',
    params,
    query: { code },
    reply: {
      standings: list(
        struct({
          seed: u16,
          place: optional(u16),
          points: f64,
          buchholz: f64,
          sonnebornBerger: f64,
          won: u16,
          drawn: u16,
          lost: u16,
        }),
        MOST_ENTRANTS,
      ),
    },
    errors: ['not-found'],
  }),
  tournamentDecisions: defineRoute('GET /api/tournaments/{id}/decisions', {
    group,
    meaning:
      'What its organiser decided, and why it was called off: the newest first, `before` a number of the page before.',
    params,
    query: { code, before: optional(u32) },
    reply: {
      decisions: list(
        struct({
          /** From 1. */
          number: u32,
          action: oneOf('result', 'cancel'),
          /** Absent for the server, and for an account that is gone. */
          by: optional(text(256)),
          /** With `result`. */
          match: optional(u16),
          result: optional(result),
          reason: text(800),
          atMs: uint53,
        }),
        DECISIONS_PER_PAGE,
      ),
    },
    errors: ['not-found'],
  }),
  enterTournament: defineRoute('POST /api/tournaments/{id}/entry', {
    group,
    meaning: 'Enters, while it is open for entry.',
    params,
    body: { code },
    reply: { entered: bool },
    errors: ['not-found', 'not-allowed', 'conflict', 'limit-reached'],
  }),
  leaveTournament: defineRoute('DELETE /api/tournaments/{id}/entry', {
    group,
    meaning: 'Withdraws: before it begins without a trace, later all matches that aren’t over are lost.',
    params,
    reply: { withdrawn: bool },
    errors: ['not-found', 'conflict'],
  }),
  beginTournament: defineRoute('POST /api/tournaments/{id}/begin', {
    group,
    meaning: 'Begins it before the end of entry; for its organiser.',
    params,
    reply: { begun: bool },
    errors: ['not-found', 'not-allowed', 'conflict'],
  }),
  cancelTournament: defineRoute('DELETE /api/tournaments/{id}', {
    group,
    meaning: 'Calls it off before it begins; for its organiser.',
    params,
    reply: { cancelled: bool },
    errors: ['not-found', 'not-allowed', 'conflict'],
  }),
  decideTournamentMatch: defineRoute('PUT /api/tournaments/{id}/matches/{number}', {
    group,
    meaning: 'Decides a match that isn’t over, with a reason that all see; for its organiser.',
    params: { id, number: u16 },
    body: { result, reason: text(800) },
    reply: matchFields,
    errors: ['bad-value', 'not-found', 'not-allowed', 'conflict'],
  }),
} as const;
