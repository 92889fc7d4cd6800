/** Who speaks on a socket, and whether it still lives. */
import { bool, f64, oneOf, optional, struct, text, u32, uint53 } from '@rubato/schema';
import { characterFields } from '../api/character-routes.ts';
import { serviceErrors, type ServiceErrorCode } from '../api/service-errors.ts';
import { defineSocketMessage } from './socket-message.ts';

const codes = Object.keys(serviceErrors) as [ServiceErrorCode, ...ServiceErrorCode[]];
const errorCode = oneOf(...codes);

const authResponse = {
  accountId: text(36),
  username: text(64),
  guest: bool,
  /** The character that this session plays, if one is chosen. */
  character: optional(struct(characterFields)),
  serverMs: uint53,
  /** What this server holds its clients to. */
  limits: struct({ messageBytes: u32, messagesPerSecond: u32, messageBurst: u32, idleTimeoutMs: u32 }),
};

const pong = { stamp: optional(f64), serverMs: uint53 };

export const sessionMessages = {
  AUTH_REQUEST: defineSocketMessage({
    meaning: 'Must come first: the session token of a login.',
    priority: 'HIGH',
    caller: 'anyone',
    /** `compression`: what of the server’s is long may come as an envelope of bytes. */
    request: { token: text(64), program: optional(text(64)), compression: optional(oneOf('lz4')) },
    reply: authResponse,
    answeredBy: 'AUTH_RESPONSE',
    errors: ['not-logged-in', 'conflict'],
  }),
  AUTH_RESPONSE: defineSocketMessage({
    meaning: 'Answers AUTH_REQUEST: who is speaking, and within which limits.',
    priority: 'HIGH',
    notice: authResponse,
  }),
  DISCONNECT: defineSocketMessage({
    meaning: 'Ends the connection; the session goes on. From the server: why it is about to close.',
    priority: 'CRITICAL',
    caller: 'anyone',
    request: { reason: optional(text(240)) },
    /** `code` is the close code that follows. */
    notice: { code: u32, reason: text(480) },
  }),
  PING: defineSocketMessage({
    meaning: 'Asks the other side for a PONG. The server asks a client that has been silent for long.',
    priority: 'HIGH',
    caller: 'account',
    request: { stamp: optional(f64) },
    reply: pong,
    answeredBy: 'PONG',
    notice: { serverMs: uint53 },
  }),
  PONG: defineSocketMessage({
    meaning: 'Answers PING with its stamp.',
    priority: 'HIGH',
    caller: 'account',
    request: { stamp: optional(f64) },
    notice: pong,
  }),
  ERROR: defineSocketMessage({
    meaning: 'A request was refused and nothing was changed; `re` is its id.',
    priority: 'HIGH',
    /** `retryAfterMs` comes with `too-many` and `overloaded`. */
    notice: { code: errorCode, message: text(1024), retryAfterMs: optional(uint53) },
  }),
  INVALID_MESSAGE: defineSocketMessage({
    meaning: 'What came is no message, or not as declared; the text names the place. `re` is its id, if it had one.',
    priority: 'HIGH',
    notice: { message: text(1024) },
  }),
} as const;
