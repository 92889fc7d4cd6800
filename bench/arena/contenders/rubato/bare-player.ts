/** A player on a bare socket: greets and joins by the protocol's own encoders, then writes inputs by hand, cheaply. */
import { createHmac } from 'node:crypto';
import { codecsOf } from '@rubato/game';
import {
  decodeServer,
  encodeFrames,
  encodeMessage,
  SNAPSHOT_CODE,
  INPUT_CODE,
  PROTOCOL_VERSION,
  subprotocols,
  TAG_BYTES,
} from '@rubato/protocol';
import type { Joined, ServerMessage } from '@rubato/protocol';
import { BitWriter } from '@rubato/schema';
import { BareSocket, HEAD_BYTES } from '../../harness/bare-socket.ts';
import type { Seated, SeatRequest } from '../../harness/crowd.ts';
import { stickOf, sticks } from '../../harness/workload.ts';
import { benchGame } from './game.ts';
import { readSnapshotHead } from './snapshot-head.ts';

const writer = new BitWriter(256);
const { frame } = codecsOf(benchGame);

/** For each stick what follows `ackTick` in an input: no event, the next free tick, one frame, no orders. */
const tails = sticks.map((stick) => {
  const frames = new BitWriter(16);
  encodeFrames(frames, frame!.codec as never, frame!.neutral as never, [{ args: stick as never, seenTick: 0 }]);
  const bytes = frames.toBytes();
  return Buffer.from([0, 0, 1, bytes.length, ...bytes, 0]);
});

/** The room that each number stands for, once its first player has made it. */
const rooms = new Map<number, Promise<string>>();

export async function takeSeat({ port, room, onState }: SeatRequest): Promise<Seated> {
  const socket = await BareSocket.open(port, '/', subprotocols.binary);
  const state = { tick: 0 };
  const joined = conversation(socket, room);
  const place = await joined((message) => {
    const { tick, ackSeq } = readSnapshotHead(message);
    state.tick = tick;
    onState(ackSeq, message.length);
  });
  const startedMs = performance.now();
  return {
    socket,
    sendInput: (seq) => socket.write(inputFrame(place, seq, Math.floor(performance.now() - startedMs), state.tick)),
  };
}

function conversation(socket: BareSocket, room: number): (onSnapshot: (message: Buffer) => void) => Promise<Joined> {
  const say = (message: Parameters<typeof encodeMessage>[1]) =>
    socket.write(BareSocket.frame(encodeMessage(writer, message)));
  return (onSnapshot) =>
    new Promise((resolve, reject) => {
      let made: ((roomId: string) => void) | undefined;
      const hear = async (message: ServerMessage) => {
        if (message.type === 'refused') reject(new Error(message.text));
        if (message.type === 'joined') {
          made?.(message.roomId);
          resolve(message);
        }
        if (message.type !== 'welcome') return;
        const known = rooms.get(room);
        if (known === undefined) rooms.set(room, new Promise((settle) => (made = settle)));
        const where =
          known === undefined ? { mode: 'create', game: benchGame.name } : { mode: 'join', room: await known };
        say({ type: 'join', request: 1, private: false, ...where } as Parameters<typeof encodeMessage>[1]);
      };
      socket.onMessage = (message) => {
        if (message[0] === SNAPSHOT_CODE) onSnapshot(message);
        else hear(decodeServer(message)).catch(reject);
      };
      say({ type: 'hello', versions: [PROTOCOL_VERSION], client: 'bench' });
    });
}

/** The longest two varints of an input. */
const VARINTS_BYTES = 2 * 8;

/** One input in its WebSocket frame, laid out as `packages/protocol/src/input.ts` draws it. */
function inputFrame({ room, epoch, roomKey }: Joined, seq: number, clientMs: number, ackTick: number): Buffer {
  const tail = tails[stickOf(seq)]!;
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + 8 + VARINTS_BYTES + tail.length + TAG_BYTES);
  bytes[HEAD_BYTES] = INPUT_CODE;
  bytes[HEAD_BYTES + 1] = room;
  bytes.writeUInt16LE(epoch, HEAD_BYTES + 2);
  bytes.writeUInt32LE(seq, HEAD_BYTES + 4);
  let at = writeVarint(bytes, HEAD_BYTES + 8, clientMs);
  at = writeVarint(bytes, at, ackTick);
  at += tail.copy(bytes, at);
  at += createHmac('sha256', roomKey).update(bytes.subarray(HEAD_BYTES, at)).digest().copy(bytes, at, 0, TAG_BYTES);
  BareSocket.head(bytes, at - HEAD_BYTES);
  return bytes.subarray(0, at);
}

function writeVarint(bytes: Buffer, from: number, value: number): number {
  let at = from;
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
  bytes[at++] = rest;
  return at;
}
