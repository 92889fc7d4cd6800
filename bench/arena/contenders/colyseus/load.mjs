// The least of Colyseus's handshake over a bare socket: of the state only the acknowledged input is read.
import { InputEncoder } from '@colyseus/schema/input';
import { Protocol, ProtocolModifier } from '@colyseus/shared-types';
import { BareSocket } from '../../harness/bare-socket.ts';
import { serveLoad } from '../../harness/load-side.ts';
import { stickOf, sticks } from '../../harness/workload.ts';
import { StickInput } from './input.mjs';

const data = new StickInput();
const encoder = new InputEncoder(data);
const frames = sticks.map((stick) => {
  Object.assign(data, stick);
  return BareSocket.frame(Buffer.concat([Buffer.from([Protocol.ROOM_INPUT_RELIABLE]), encoder.encode()]));
});

/** @type {Map<number, Promise<string>>} */
const rooms = new Map();

async function matchmake(port, method, target) {
  const response = await fetch(`http://127.0.0.1:${port}/matchmake/${method}/${target}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const seat = await response.json();
  if (!response.ok || seat.error) throw new Error(JSON.stringify(seat));
  const { roomId, processId } = seat.room ?? seat;
  return { roomId, processId, sessionId: seat.sessionId };
}

async function reserve(port, room) {
  const known = rooms.get(room);
  if (known !== undefined) return matchmake(port, 'joinById', await known);
  const created = matchmake(port, 'create', 'arena');
  rooms.set(
    room,
    created.then(({ roomId }) => roomId),
  );
  return created;
}

/** In a timed message of state: which input was applied last. */
const ACK_AT = 5;

serveLoad(async ({ port, room, onState }) => {
  const { roomId, processId, sessionId } = await reserve(port, room);
  const socket = await BareSocket.open(port, `/${processId}/${roomId}?sessionId=${sessionId}`);
  await new Promise((joined) => {
    socket.onMessage = (message) => {
      if (message[0] === Protocol.JOIN_ROOM) {
        socket.write(BareSocket.frame(Buffer.from([Protocol.JOIN_ROOM])));
        joined();
      } else onState(message[0] & ProtocolModifier.TIMED ? message.readUInt32LE(ACK_AT) : 0, message.length);
    };
  });
  return { socket, sendInput: (seq) => socket.write(frames[stickOf(seq)]) };
});
