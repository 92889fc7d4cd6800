/**
 * Every limit of the wire in one table: the number, what it bounds, and what happens when it is reached.
 * Client and server import the same numbers; `docs/protocol.md` shows this table and a test compares the two.
 */
export interface Limit {
  readonly value: number;
  readonly unit: 'bytes' | 'ms' | 'per second' | 'count';
  readonly bounds: string;
  readonly answer: string;
}

export const limitTable = {
  helloBytes: {
    value: 1024,
    unit: 'bytes',
    bounds: 'a message from a client that has no welcome yet',
    answer: 'close 4008',
  },
  messagesHeld: {
    value: 8,
    unit: 'count',
    bounds: 'messages that may follow a hello while its token is looked up',
    answer: 'close 4006',
  },
  clientMessageBytes: { value: 16_384, unit: 'bytes', bounds: 'a message from a client', answer: 'close 4008' },
  clientInflatedBytes: {
    value: 65_536,
    unit: 'bytes',
    bounds: 'what an LZ4 envelope from a client unpacks to',
    answer: 'close 4000',
  },
  serverMessageBytes: {
    value: 4_194_304,
    unit: 'bytes',
    bounds: 'a message from a server, unpacked',
    answer: 'the client closes',
  },
  compressFromBytes: {
    value: 512,
    unit: 'bytes',
    bounds: 'the least message worth trying LZ4 on',
    answer: 'sent as it is',
  },
  messagesPerSecond: {
    value: 120,
    unit: 'per second',
    bounds: 'messages from one session, on average',
    answer: 'close 4006',
  },
  messageBurst: { value: 240, unit: 'count', bounds: 'messages from one session at once', answer: 'close 4006' },
  framesPerInput: { value: 16, unit: 'count', bounds: 'frames in one input', answer: 'close 4000' },
  framesBytes: { value: 2048, unit: 'bytes', bounds: 'all frames in one input', answer: 'close 4000' },
  ordersPerInput: { value: 16, unit: 'count', bounds: 'orders in one input', answer: 'close 4000' },
  orderBytes: { value: 1024, unit: 'bytes', bounds: 'the arguments of one order', answer: 'close 4000' },
  ordersWaiting: {
    value: 32,
    unit: 'count',
    bounds: 'orders of one seat that wait for their tick',
    answer: 'not taken; the client repeats it later',
  },
  leadMs: {
    value: 500,
    unit: 'ms',
    bounds: 'how far ahead of the server a frame or order may be',
    answer: 'frame refused and counted; order applied no later than that',
  },
  inputWindow: {
    value: 32,
    unit: 'count',
    bounds: 'how far behind the newest an input may arrive on an unreliable channel',
    answer: 'refused and counted',
  },
  frameHoldMs: {
    value: 250,
    unit: 'ms',
    bounds: 'how long the last frame stands in for missing ones',
    answer: 'the neutral frame',
  },
  badSignatures: { value: 10, unit: 'count', bounds: 'wrong tags from one socket', answer: 'close 4002' },
  eventsKept: {
    value: 256,
    unit: 'count',
    bounds: 'events kept for a seat until acknowledged',
    answer: 'gap and a keyframe',
  },
  eventsKeptMs: {
    value: 10_000,
    unit: 'ms',
    bounds: 'how long an event is kept for a seat',
    answer: 'gap and a keyframe',
  },
  eventBytes: { value: 1024, unit: 'bytes', bounds: 'the data of one event', answer: 'the client closes' },
  outcomesPerSnapshot: {
    value: 64,
    unit: 'count',
    bounds: 'outcomes in one snapshot',
    answer: 'the rest follow in the next',
  },
  snapshotsKept: { value: 64, unit: 'count', bounds: 'snapshots kept as baselines on each side', answer: 'keyframe' },
  queueCoalesceBytes: {
    value: 262_144,
    unit: 'bytes',
    bounds: 'bytes queued on a socket before snapshots wait',
    answer: 'one fresh snapshot when it drains',
  },
  queueCloseBytes: { value: 4_194_304, unit: 'bytes', bounds: 'bytes queued on a socket', answer: 'close 4007' },
  queueCloseMs: {
    value: 10_000,
    unit: 'ms',
    bounds: 'how long a socket may stay above the coalescing limit',
    answer: 'close 4007',
  },
  helloTimeoutMs: { value: 5000, unit: 'ms', bounds: 'from the socket opening to a valid hello', answer: 'close 4004' },
  idleTimeoutMs: { value: 30_000, unit: 'ms', bounds: 'silence of a client', answer: 'close 4005' },
  pingIntervalMs: { value: 2000, unit: 'ms', bounds: 'between two pings of a client', answer: 'the client pings' },
  resumeMs: {
    value: 60_000,
    unit: 'ms',
    bounds: 'how long a session outlives its socket',
    answer: 'welcome with resumed false',
  },
  roomsPerSession: {
    value: 8,
    unit: 'count',
    bounds: 'seats and spectator places one session holds',
    answer: 'refused: too-many',
  },
  versionsOffered: { value: 8, unit: 'count', bounds: 'versions in a hello', answer: 'close 4000' },
  clientNameBytes: { value: 64, unit: 'bytes', bounds: 'the name of the client program', answer: 'close 4000' },
  tokenBytes: { value: 768, unit: 'bytes', bounds: 'a login token', answer: 'close 4000' },
  idBytes: { value: 32, unit: 'bytes', bounds: 'the id of a session, room, game or region', answer: 'close 4000' },
  codeBytes: { value: 12, unit: 'bytes', bounds: 'the code of a private room', answer: 'close 4000' },
  nameBytes: { value: 32, unit: 'bytes', bounds: 'the name of a player or a command', answer: 'close 4000' },
  settingsBytes: { value: 4096, unit: 'bytes', bounds: 'the settings of a room as JSON text', answer: 'close 4000' },
  reasonBytes: { value: 48, unit: 'bytes', bounds: 'a machine-readable reason', answer: 'shortened by the sender' },
  textBytes: { value: 240, unit: 'bytes', bounds: 'a message for people', answer: 'shortened by the sender' },
  resultBytes: { value: 4096, unit: 'bytes', bounds: 'the result of a match as JSON text', answer: 'left out' },
  seatsPerRoom: {
    value: 255,
    unit: 'count',
    bounds: 'seats of one room',
    answer: 'refused: bad-settings when asked for, room-full when all are taken',
  },
  closeReasonBytes: {
    value: 123,
    unit: 'bytes',
    bounds: 'the reason of a close (RFC 6455, 5.5)',
    answer: 'shortened by the sender',
  },
  jsonStateHz: {
    value: 10,
    unit: 'per second',
    bounds: 'state messages of the JSON form',
    answer: 'changes gather until the next',
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limitTable;

function valuesOf<T extends Record<string, Limit>>(table: T): { readonly [Name in keyof T]: T[Name]['value'] } {
  return Object.fromEntries(Object.entries(table).map(([name, limit]) => [name, limit.value])) as {
    [Name in keyof T]: T[Name]['value'];
  };
}

/** The numbers alone: `limits.framesPerInput`. */
export const limits = valuesOf(limitTable);
