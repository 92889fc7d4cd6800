/** The same chat in a room of Colyseus, where the arena bench has installed it. Nothing is kept there, and nobody is checked. */
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { startPart } from '../arena/harness/part.ts';
import type { Figure } from './figure.ts';
import { converse, HEARERS, SPEAKERS, type Speaker } from './conversation.ts';

const contender = new URL('../arena/contenders/colyseus/', import.meta.url);
const installed = existsSync(new URL('../arena/node_modules/@colyseus/core', import.meta.url));

export async function measureColyseus({ seconds }: { readonly seconds: number }): Promise<readonly Figure[]> {
  if (!installed) {
    console.log('Colyseus is installed by npm run bench -- arena; left out here.');
    return [];
  }
  const file = new URL('chat-server.mjs', contender).pathname;
  const flags = { port: await freePort() };
  const server = await startPart({ file, cores: '0-1023', realtime: false, flags, nodeFlags: ['--import', 'tsx'] });
  try {
    const load = new URL('chat-load.mjs', contender).href;
    const { enterHall } = (await import(load)) as {
      enterHall: (port: number, onHeard: (message: string) => void) => Promise<Speaker>;
    };
    return await converse(server, {
      name: `Colyseus: chat, ${SPEAKERS} of ${HEARERS} speak to all`,
      seconds,
      enter: (_at, onHeard) => enterHall(flags.port, onHeard),
    });
  } finally {
    await server.stop();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
