/** Games whose players order at the same time, each in their own time; and being told when it is one's turn. */
import { bool, list, oneOf, optional, struct, text, u16, u32, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'turn games';
const id = text(36);
const params = { id };
/** A JSON object. */
const settings = text(4096);
/** A JSON list of `{ name, args }`. */
const orders = text(65_535);
/** JSON that may be long: the parts, one after the other, are the text. */
const view = list(text(65_535), 256);
const GAMES_PER_PAGE = 50;
const TURNS_PER_PAGE = 50;
const MOST_SEATS = 255;
const MOST_PROBLEMS = 1024;

/** Waits for players; waits for orders; a turn runs; has ended, or gone on in files. */
const phase = oneOf('gathering', 'planning', 'simulating', 'over');

const gameFields = {
  id,
  game: text(64),
  title: text(320),
  settings,
  phase,
  /** The open turn, from 1; 0 before the first. */
  turn: u32,
  /** For the caller; `waiting`: for the others; `watching`: the caller doesn’t play. */
  status: oneOf('gathering', 'your-turn', 'waiting', 'watching', 'simulating', 'over'),
  turnMs: uint53,
  deadlineMs: optional(uint53),
  seats: list(
    struct({
      seat: u16,
      name: optional(text(256)),
      by: oneOf('player', 'ai', 'nobody'),
      /** Turns missed one after the other. */
      missed: u16,
      resigned: bool,
      /** Whether the open turn waits for it. */
      awaited: bool,
    }),
    MOST_SEATS,
  ),
  /** The caller's. */
  seat: optional(u16),
  /** That the caller had, and left. */
  formerSeat: optional(u16),
  /** Whether `joinTurnGame` has a seat for the caller. */
  joinable: bool,
  /** Turns between one that has run and the newest that spectators watch. */
  watchDelay: u16,
  /** The last turn that `watchTurn` gives the caller; 0: none yet. */
  watchTurns: u32,
  /** The last turn that `turnFilm` gives the caller. */
  sawTurns: u32,
  /** When all who watch together begin to watch the last turn that has run. */
  showMs: optional(uint53),
  /** The server’s time, which `deadlineMs` and `showMs` are of. */
  nowMs: uint53,
  /** Of a private game, for its players. */
  joinCode: optional(text(32)),
  ladder: optional(text(64)),
  /** Once over: JSON with `winners` (seats; none is a draw), `scores` and `reason`. */
  result: optional(text(4096)),
};
const problems = list(
  struct({
    /** Which order, from 0; their number for what concerns the sheet as a whole. */
    index: u16,
    reason: text(512),
    /** False: allowed, but hardly meant. */
    fatal: bool,
  }),
  MOST_PROBLEMS,
);
const sheet = { turn: u32, orders };
const vacation = { untilMs: optional(uint53), leftMs: uint53 };
const page = { before: optional(id) };
const games = { games: list(struct(gameFields), GAMES_PER_PAGE) };

export const turnRoutes = {
  turnGames: defineRoute('GET /api/turn-games', {
    group,
    meaning: 'The account’s games, the newest first; `before` the last id of the page before.',
    query: page,
    reply: games,
  }),
  openTurnGames: defineRoute('GET /api/turn-games/open', {
    group,
    meaning: 'Games with a free seat for anybody: those that have not begun, and those that look for a substitute.',
    query: page,
    reply: games,
  }),
  runningTurnGames: defineRoute('GET /api/turn-games/running', {
    group,
    meaning: 'Games under way that anybody may watch, the newest first.',
    query: page,
    reply: games,
  }),
  findTurnGame: defineRoute('GET /api/turn-games/codes/{code}', {
    group,
    meaning: 'The private game with this code, to join or to watch; 20 tries a minute.',
    params: { code: text(32) },
    reply: gameFields,
    errors: ['not-found', 'too-many'],
  }),
  createTurnGame: defineRoute('POST /api/turn-games', {
    group,
    meaning: 'Opens a game, the caller on seat 1; it begins when all seats are taken.',
    body: {
      game: text(64),
      title: text(320),
      settings: optional(settings),
      seats: u16,
      turnMs: uint53,
      /** A turn closes as soon as all orders are in. Default: yes. */
      early: optional(bool),
      /** Turns missed one after the other until somebody else plays. Default: 2. */
      missedMost: optional(u16),
      /** Who that is. Default: the computer. */
      standIn: optional(oneOf('ai', 'substitute')),
      /** Vacations postpone deadlines. Default: yes. */
      vacations: optional(bool),
      /** Anybody may join, not only who has the code. Default: yes. */
      open: optional(bool),
      /** Turns between one that has run and the newest that spectators watch, 0 to 20; 0 where nothing is hidden. Default: 1. */
      watchDelay: optional(u16),
      ladder: optional(text(64)),
    },
    reply: gameFields,
    errors: ['bad-value', 'not-found', 'limit-reached'],
  }),
  turnGame: defineRoute('GET /api/turn-games/{id}', {
    group,
    meaning: 'One game; a private one for its players, and for whoever has its code.',
    params,
    query: { code: optional(text(32)) },
    reply: gameFields,
    errors: ['not-found'],
  }),
  joinTurnGame: defineRoute('POST /api/turn-games/{id}/join', {
    group,
    meaning: 'Takes a free seat; the last one begins the game.',
    params,
    body: { code: optional(text(32)) },
    reply: gameFields,
    errors: ['not-found', 'conflict', 'limit-reached'],
  }),
  resignTurnGame: defineRoute('POST /api/turn-games/{id}/resign', {
    group,
    meaning: 'Leaves a game: before it begins for somebody else, later to the computer or a substitute.',
    params,
    reply: { resigned: bool },
    errors: ['not-found', 'conflict'],
  }),
  turnState: defineRoute('GET /api/turn-games/{id}/turn', {
    group,
    meaning: 'The open turn as the caller’s seat may know it, as JSON; with the own draft and what was handed in.',
    params,
    reply: {
      turn: u32,
      phase,
      seat: u16,
      view,
      draft: optional(orders),
      orders: optional(orders),
    },
    errors: ['not-found', 'conflict'],
  }),
  checkOrders: defineRoute('POST /api/turn-games/{id}/check', {
    group,
    meaning: 'What is wrong with orders, each and together; saves nothing.',
    params,
    body: sheet,
    reply: { problems },
    errors: ['bad-value', 'not-found', 'conflict'],
  }),
  draftOrders: defineRoute('PUT /api/turn-games/{id}/draft', {
    group,
    meaning: 'Keeps orders for later; at the deadline they are played if they are sound and nothing was handed in.',
    params,
    body: sheet,
    reply: { revision: u32, problems },
    errors: ['bad-value', 'not-found', 'conflict'],
  }),
  submitOrders: defineRoute('PUT /api/turn-games/{id}/orders', {
    group,
    meaning: 'Hands orders in, in the place of earlier ones, until the turn closes.',
    params,
    body: sheet,
    reply: { revision: u32, problems },
    errors: ['bad-value', 'not-found', 'conflict'],
  }),
  turnFilm: defineRoute('GET /api/turn-games/{id}/turns/{turn}', {
    group,
    meaning:
      'What the caller saw of a turn: JSON with `first` (tick, state), `frames` (tick, merge patch) and `events`.',
    params: { id, turn: u32 },
    reply: { film: view },
    errors: ['not-found'],
  }),
  watchTurn: defineRoute('GET /api/turn-games/{id}/turns/{turn}/watch', {
    group,
    meaning:
      'What a spectator saw of a turn, as `turnFilm` tells it, some turns late; when the game is over, also what a seat saw.',
    params: { id, turn: u32 },
    query: { seat: optional(u16), code: optional(text(32)) },
    reply: { film: view },
    errors: ['not-found', 'not-allowed'],
  }),
  followTurnGame: defineRoute('PUT /api/turn-games/{id}/spectator', {
    group,
    meaning: 'Until `untilMs` the caller’s sockets hear TURN_GAME when a turn has run; again to stay. 200 for a game.',
    params,
    body: { code: optional(text(32)) },
    reply: { untilMs: uint53 },
    errors: ['not-found', 'limit-reached'],
  }),
  leaveTurnGame: defineRoute('DELETE /api/turn-games/{id}/spectator', {
    group,
    meaning: 'Hears of the game no more, unless the caller plays.',
    params,
    reply: { left: bool },
  }),
  turnHistory: defineRoute('GET /api/turn-games/{id}/history', {
    group,
    meaning: 'Of a game that is over: all that it takes to run it again, from turn `from`, a page at a time.',
    params,
    query: { from: optional(u32) },
    reply: {
      game: text(64),
      version: u32,
      /** 32 hex digits. */
      seed: text(32),
      settings,
      seats: u16,
      /** `sheets`: a JSON list of `{ seat, by, orders }`; `hash` of the match after the turn. */
      turns: list(struct({ turn: u32, sheets: view, hash: text(64) }), TURNS_PER_PAGE),
    },
    errors: ['not-found', 'not-allowed'],
  }),
  vacation: defineRoute('GET /api/vacation', {
    group,
    meaning: 'Until when the account is away, and what is left of this year’s vacation.',
    reply: vacation,
  }),
  setVacation: defineRoute('PUT /api/vacation', {
    group,
    meaning: 'Goes away until then; a time that has passed comes back at once.',
    body: { untilMs: uint53 },
    reply: vacation,
    errors: ['limit-reached'],
  }),
  pushKey: defineRoute('GET /api/push', {
    group,
    caller: 'anyone',
    meaning: 'The key that a browser subscribes to web push with (applicationServerKey, base64url).',
    reply: { publicKey: text(256) },
  }),
  subscribePush: defineRoute('POST /api/push', {
    group,
    meaning: 'Reminders go to this browser too.',
    body: { endpoint: text(1024), p256dh: text(128), auth: text(64) },
    reply: { subscribed: bool },
    errors: ['bad-value', 'limit-reached'],
  }),
  unsubscribePush: defineRoute('DELETE /api/push', {
    group,
    meaning: 'No longer to this browser.',
    query: { endpoint: text(1024) },
    reply: { subscribed: bool },
  }),
} as const;
