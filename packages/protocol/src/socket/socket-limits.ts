/** Every limit of the services' socket in one table; `docs/protocol-services.md` shows it and a test compares the two. */
import { limitTable, type Limit } from '../limits.ts';

export const socketLimitTable = {
  authBytes: { ...limitTable.helloBytes, bounds: 'a message from a client that is not logged in yet' },
  messageBytes: { ...limitTable.clientMessageBytes },
  authTimeoutMs: { ...limitTable.helloTimeoutMs, bounds: 'from the socket opening to a good AUTH_REQUEST' },
  idleTimeoutMs: {
    value: 60_000,
    unit: 'ms',
    bounds: 'silence of a client; half of it later the server sends PING',
    answer: 'close 4005',
  },
  messagesPerSecond: {
    value: 20,
    unit: 'per second',
    bounds: 'messages from one account, on average, over all its sockets, on whichever server',
    answer: 'ERROR too-many',
  },
  messageBurst: { value: 60, unit: 'count', bounds: 'messages from one account at once', answer: 'ERROR too-many' },
  refusalsPerMinute: {
    value: 240,
    unit: 'count',
    bounds: 'messages over the rate, or INVALID_MESSAGE, in one minute on one socket',
    answer: 'close 4006',
  },
  requestsUnderWay: {
    value: 16,
    unit: 'count',
    bounds: 'requests of one socket that wait for their turn or answer',
    answer: 'ERROR too-many',
  },
  queueLowBytes: {
    value: 65_536,
    unit: 'bytes',
    bounds: 'bytes that wait for a slow socket',
    answer: 'LOW messages are left out, the oldest first',
  },
  queueCloseBytes: { value: 524_288, unit: 'bytes', bounds: 'bytes that wait for a slow socket', answer: 'close 4007' },
  queueCloseMs: {
    value: 10_000,
    unit: 'ms',
    bounds: 'how long the queue of a socket may not move at all',
    answer: 'close 4007',
  },
  socketsPerAccount: {
    value: 8,
    unit: 'count',
    bounds: 'sockets of one account at one server',
    answer: 'the oldest is closed with 4009',
  },
} as const satisfies Record<string, Limit>;

export type SocketLimits = { readonly [Name in keyof typeof socketLimitTable]: number };

export const socketLimits: SocketLimits = Object.fromEntries(
  Object.entries(socketLimitTable).map(([name, { value }]) => [name, value]),
) as SocketLimits;
