import { bool, bytes, f64, list, oneOf, optional, struct, text, u16, u32, u8 } from '@rubato/schema';
import { limits } from './limits.ts';
import { message } from './message.ts';
import type { MessageOf } from './message.ts';

/** Everything a server sends but `snapshot`, whose bytes are laid by hand in `snapshot.ts`. */

export const welcome = message(
  'welcome',
  65,
  'Answers a hello: the version both will speak, the session, and the limits that hold here.',
  {
    version: u16,
    session: text(limits.idBytes),
    /** Proves a later resume; absent when this is one (the client has it already). */
    key: optional(bytes(32)),
    /** True: the session named in the hello goes on, and a `joined` follows for each seat it still holds. */
    resumed: bool,
    /** The server's monotonic milliseconds, as in `pong`. */
    serverMs: f64,
    region: text(limits.idBytes),
    limits: struct({
      messageBytes: u32,
      messagesPerSecond: u16,
      framesPerInput: u8,
      ordersPerInput: u8,
      idleTimeoutMs: u32,
      resumeMs: u32,
    }),
  },
);

/** One seat as everybody in the room sees it. */
export const seatInfo = struct({
  seat: u8,
  /** `away`: its player is disconnected and may return. */
  held: oneOf('empty', 'player', 'bot', 'away'),
  name: text(limits.nameBytes),
});

export const joined = message(
  'joined',
  66,
  'Answers a join, and follows a resume: all that is needed to play in this room.',
  {
    /** Of the join; 0 after a resume. */
    request: u16,
    /** The handle by which inputs and snapshots name this place; unique in the session. */
    room: u8,
    /** Raised by each resume of the room; every baseline of an older epoch is void. */
    epoch: u16,
    roomId: text(limits.idBytes),
    /** By which others join; empty for a public room. */
    code: text(limits.codeBytes),
    game: text(limits.idBytes),
    gameVersion: u16,
    /** Hex; a client whose own hash differs must not play. */
    schemaHash: text(64),
    /** 0: spectator. */
    seat: u8,
    seats: list(seatInfo, limits.seatsPerRoom),
    /** Ticks per second. */
    hz: u8,
    /** The newest tick the room has run. */
    tick: u32,
    /** For the tags of inputs; new with every `joined`, and the inputs' sequence starts again at 1. */
    roomKey: bytes(32),
    /** Order sequences up to this one were processed; the next new order takes a higher one. */
    ackOrder: u32,
    /** Order sequences up to this one are durable. */
    durableOrder: u32,
    /** Events up to this one won't be sent again. */
    ackEvent: u32,
    /** Of the room, as JSON text. */
    settings: text(limits.settingsBytes),
  },
);

export const pong = message('pong', 68, 'Answers a ping.', {
  /** Of the ping, unchanged. */
  stamp: u32,
  /** The server's monotonic milliseconds when it answered. */
  serverMs: f64,
});

export const refused = message('refused', 69, 'A request was refused; the socket stays open.', {
  /** Of the join; 0 when it answers no request. */
  request: u16,
  /** For programs, kebab-case: see `refusals`. */
  reason: text(limits.reasonBytes),
  /** For people. */
  text: text(limits.textBytes),
});

export const left = message('left', 70, 'The place in a room is gone; its handle may be given to another.', {
  room: u8,
  reason: oneOf('left', 'ended', 'kicked', 'frozen', 'closed', 'taken'),
  /** For people; may be empty. */
  text: text(limits.textBytes),
  /** Of the match as JSON text, once durable. */
  result: optional(text(limits.resultBytes)),
});

export const notice = message('notice', 71, 'Something about a room or the server that is not state.', {
  /** 0: about the server. */
  room: u8,
  kind: oneOf('seats', 'draining', 'paused', 'running', 'result', 'info'),
  /** Kind `seats`: the seats that changed. */
  seats: list(seatInfo, limits.seatsPerRoom),
  /** For people; kind `result`: JSON text. */
  text: text(limits.resultBytes),
});

/** The reasons of `refused`; a client treats an unknown one as `not-possible`. */
export const refusals = {
  'unknown-game': 'no such game here',
  'unknown-room': 'no such room, or no such code',
  'room-full': 'every seat is taken',
  'bad-settings': 'the game does not accept these settings',
  'bad-region': 'this server does not serve that region',
  'too-many': 'a limit of this session or server is reached',
  'already-in': 'this account holds its seat there already',
  'not-possible': 'anything else; the text says what',
} as const;

export type Refusal = keyof typeof refusals;
export type Welcome = MessageOf<typeof welcome>;
export type Joined = MessageOf<typeof joined>;
export type SeatInfo = Joined['seats'][number];
export type Pong = MessageOf<typeof pong>;
export type Refused = MessageOf<typeof refused>;
export type Left = MessageOf<typeof left>;
export type Notice = MessageOf<typeof notice>;
