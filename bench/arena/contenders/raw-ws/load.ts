import { BareSocket } from '../../harness/bare-socket.ts';
import { serveLoad } from '../../harness/load-side.ts';
import { ACK_AT } from './message.ts';

/** As long as an input of the other contenders. */
const input = BareSocket.frame(new Uint8Array(40).fill(3));

serveLoad(async ({ port, onState }) => {
  const socket = await BareSocket.open(port, '/');
  socket.onMessage = (message) => onState(message.readUInt32LE(ACK_AT), message.length);
  return { socket, sendInput: () => socket.write(input) };
});
