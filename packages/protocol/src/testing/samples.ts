import { HmacKey } from '@rubato/schema';
import type { ClientMessage, Input, ServerMessage, Snapshot } from '../index.ts';

/** One plain and one full value of each message, for golden bytes, fuzzing and the documentation. */

const bytesFrom = (start: number, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, (_, index) => start + index);

export const roomKey = bytesFrom(0x20, 32);
export const tagger = new HmacKey(roomKey);

export const input: Input = {
  type: 'input',
  room: 1,
  epoch: 2,
  seq: 300,
  clientMs: 10_016,
  ackTick: 298,
  ackEvent: 4,
  firstTick: 303,
  frameCount: 3,
  frames: bytesFrom(0xa0, 7),
  orders: [
    { seq: 9, tick: 0, seenTick: 297, command: 1, args: bytesFrom(0xb0, 3) },
    { seq: 10, tick: 305, seenTick: 298, command: 0, args: new Uint8Array(0) },
  ],
};

export const idleInput: Input = { ...input, frameCount: 0, frames: new Uint8Array(0), orders: [], firstTick: 0 };

export const snapshot: Snapshot = {
  type: 'snapshot',
  room: 1,
  epoch: 2,
  id: 20_000,
  serverTick: 20_000,
  baseId: 19_998,
  compressed: false,
  timing: { earlinessMs: 7.25, ackSeq: 300, ackFrameTick: 20_002 },
  discarded: undefined,
  ackOrder: undefined,
  durableOrder: undefined,
  events: [],
  outcomes: [],
  gap: false,
  hash: undefined,
  payload: bytesFrom(0xc0, 5),
};

export const fullSnapshot: Snapshot = {
  ...snapshot,
  serverTick: 20_090,
  baseId: undefined,
  compressed: true,
  timing: { earlinessMs: -30, ackSeq: 70_000, ackFrameTick: 20_080 },
  discarded: 3,
  ackOrder: 10,
  durableOrder: 9,
  events: [
    { seq: 5, tick: 19_999, cause: 0, index: 0, event: 2, data: bytesFrom(0xd0, 2) },
    { seq: 6, tick: 20_000, cause: 70_000, index: 1, event: 0, data: new Uint8Array(0) },
  ],
  outcomes: [{ seq: 10, status: 'lapsed', reason: 'out-of-range' }],
  gap: true,
  hash: '0123456789abcdef',
};

export const clientSamples: Readonly<Record<string, Exclude<ClientMessage, Input>>> = {
  'hello of a guest': { type: 'hello', versions: [1], client: 'sample 1.0' },
  'hello that resumes': {
    type: 'hello',
    versions: [1, 2],
    client: 'sample 1.0',
    token: 'a-token',
    resume: { session: 'kq3v7f', attempt: 1, proof: bytesFrom(0x40, 32) },
  },
  'join of any room': { type: 'join', request: 1, mode: 'joinOrCreate', game: 'arena', private: false },
  'join that creates': {
    type: 'join',
    request: 2,
    mode: 'create',
    game: 'arena',
    room: 'r1',
    code: 'ABC234',
    name: 'Zoë',
    region: 'eu-central',
    private: true,
    seats: 4,
    settings: '{"rounds":3}',
  },
  ping: { type: 'ping', stamp: 12_345, rttMs: 42 },
  leave: { type: 'leave', room: 1 },
  ack: { type: 'ack', room: 1, epoch: 2, ackTick: 298, ackEvent: 4 },
};

export const serverSamples: Readonly<Record<string, Exclude<ServerMessage, Snapshot>>> = {
  'welcome of a new session': {
    type: 'welcome',
    version: 1,
    session: 'kq3v7f',
    key: bytesFrom(0x60, 32),
    resumed: false,
    serverMs: 5000.25,
    region: 'local',
    limits: {
      messageBytes: 16_384,
      messagesPerSecond: 120,
      framesPerInput: 16,
      ordersPerInput: 16,
      idleTimeoutMs: 30_000,
      resumeMs: 60_000,
    },
  },
  joined: {
    type: 'joined',
    request: 1,
    room: 1,
    epoch: 2,
    roomId: 'r1',
    code: '',
    game: 'arena',
    gameVersion: 1,
    schemaHash: '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff',
    seat: 2,
    seats: [
      { seat: 1, held: 'bot', name: 'Bot 1' },
      { seat: 2, held: 'player', name: 'Zoë' },
    ],
    hz: 30,
    tick: 290,
    roomKey,
    ackOrder: 8,
    durableOrder: 8,
    ackEvent: 3,
    settings: '{"rounds":3}',
  },
  pong: { type: 'pong', stamp: 12_345, serverMs: 5021.5 },
  refused: { type: 'refused', request: 1, reason: 'room-full', text: 'every seat is taken' },
  left: { type: 'left', room: 1, reason: 'ended', text: '', result: '{"winner":2}' },
  notice: { type: 'notice', room: 1, kind: 'seats', seats: [{ seat: 1, held: 'empty', name: '' }], text: '' },
};
