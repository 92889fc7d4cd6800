// Chat as Colyseus's documentation has it: a room whose message is broadcast to everybody in it, the speaker too.
import { Room, Server } from '@colyseus/core';
import { WebSocketTransport } from '@colyseus/ws-transport';
import { answerParent } from '../../harness/answering.ts';
import { parseFlags } from '../../harness/flags.ts';

const { port } = parseFlags({ port: 0 }, process.argv.slice(2));
let seq = 0;

class Hall extends Room {
  patchRate = null;
  maxClients = Infinity;

  onCreate() {
    // What ours tells of a message, so that the same is sent.
    this.onMessage('chat', (client, { message }) => {
      const id = crypto.randomUUID();
      const said = { messageId: id, seq: ++seq, sentMs: Date.now() };
      this.broadcast('chat', { ...said, channel: 'global', senderId: client.sessionId, senderName: 'Hero', message });
    });
  }
}

const server = new Server({ greet: false, transport: new WebSocketTransport() });
server.define('hall', Hall);
await server.listen(port, '127.0.0.1');

let cpu = process.cpuUsage();
let sinceMs = performance.now();
answerParent({
  port: () => port,
  mark() {
    cpu = process.cpuUsage();
    sinceMs = performance.now();
  },
  usage() {
    const { user, system } = process.cpuUsage(cpu);
    const rssBytes = process.memoryUsage().rss;
    return { cpuSeconds: (user + system) / 1e6, seconds: (performance.now() - sinceMs) / 1000, rssBytes };
  },
});
