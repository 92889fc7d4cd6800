import { bool, bytes, list, oneOf, optional, struct, text, u16, u32, u8 } from '@rubato/schema';
import { limits } from './limits.ts';
import { message } from './message.ts';
import type { MessageOf } from './message.ts';

/** Everything a client sends but `input`, whose bytes are laid by hand in `input.ts`. */

/** The first message on a socket. */
export const hello = message(
  'hello',
  1,
  'Opens the conversation: which versions the client speaks, who it is, which session it resumes.',
  {
    versions: list(u16, limits.versionsOffered),
    /** Name and version of the program, for the server's log. */
    client: text(limits.clientNameBytes),
    /** From a login; absent for a guest. */
    token: optional(text(limits.tokenBytes)),
    resume: optional(
      struct({
        session: text(limits.idBytes),
        /** Greater than in every earlier attempt with this session, so that an overheard hello is worthless. */
        attempt: u32,
        /** `resumeProof(key, session, attempt)`. */
        proof: bytes(32),
      }),
    ),
  },
);

export const join = message('join', 2, 'Asks for a seat or a spectator’s place in a room.', {
  /** Chosen by the client from 1 up; the answer repeats it. */
  request: u16,
  mode: oneOf('joinOrCreate', 'create', 'join', 'spectate'),
  /** The game to find or create a room of; not needed where `room` or `code` names one. */
  game: optional(text(limits.idBytes)),
  room: optional(text(limits.idBytes)),
  /** Of a private room. */
  code: optional(text(limits.codeBytes)),
  /** What other players see. */
  name: optional(text(limits.nameBytes)),
  region: optional(text(limits.idBytes)),
  /** A created room is found only by its code. */
  private: bool,
  /** Seats of a created room; absent: the game's default. */
  seats: optional(u8),
  /** Settings of a created room as JSON text. */
  settings: optional(text(limits.settingsBytes)),
});

export const ping = message('ping', 4, 'Measures the round trip and keeps the session alive.', {
  /** The client's milliseconds since hello, returned unchanged. */
  stamp: u32,
  /** The client's current estimate of the round trip, 0 before the first. */
  rttMs: u16,
});

export const leave = message('leave', 5, 'Gives up a seat or a spectator’s place for good.', {
  /** The handle from `joined`. */
  room: u8,
});

export const ack = message(
  'ack',
  6,
  'Acknowledges snapshots and events when there is no input to carry it (spectators, idle pages).',
  {
    room: u8,
    epoch: u16,
    /** The newest snapshot applied; 0 asks for a keyframe. */
    ackTick: u32,
    /** The newest event of an unbroken sequence. */
    ackEvent: u32,
  },
);

export type Hello = MessageOf<typeof hello>;
export type Join = MessageOf<typeof join>;
export type Ping = MessageOf<typeof ping>;
export type Leave = MessageOf<typeof leave>;
export type Ack = MessageOf<typeof ack>;
