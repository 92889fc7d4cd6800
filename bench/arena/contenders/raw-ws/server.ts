/** The floor: plain `ws`, no game and no encoder; a ready-made message of the same size to each client at the same rate. */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { parseFlags } from '../../harness/flags.ts';
import { TickGauge, serveMeasurements } from '../../harness/server-side.ts';
import { workload } from '../../harness/workload.ts';
import { ACK_AT } from './message.ts';

const { port, bytes } = parseFlags({ port: 0, bytes: 280 }, process.argv.slice(2));

interface Client {
  readonly webSocket: WebSocket;
  received: number;
}

const clients = new Set<Client>();
const ready = Buffer.alloc(bytes, 7);
const sendOptions = { binary: true };

const http = createServer();
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on('connection', (webSocket, request) => {
  request.socket.setNoDelay(true);
  const client = { webSocket, received: 0 };
  clients.add(client);
  webSocket.on('message', () => client.received++);
  webSocket.on('close', () => clients.delete(client));
});

const gauge = new TickGauge(workload.hz);
const periodMs = 1000 / workload.hz;
let dueMs = performance.now() + periodMs;

function tick(): void {
  gauge.tick();
  for (const { webSocket, received } of clients) {
    // A copy for each, because it carries the client's own acknowledgement.
    const message = Buffer.allocUnsafe(bytes);
    ready.copy(message);
    message.writeUInt32LE(received, ACK_AT);
    webSocket.send(message, sendOptions);
  }
  const now = performance.now();
  dueMs += periodMs;
  if (dueMs < now) dueMs = now + periodMs;
  setTimeout(tick, Math.max(1, dueMs - now));
}

http.listen(port, '127.0.0.1', () => {
  tick();
  serveMeasurements();
});
