import { createConnection, createServer } from 'node:net';

/** Below those that a system hands out by itself (from 32768 on Linux, 49152 elsewhere). */
const FIRST = 20_000;
const PORTS = 12_000;

/** One that nobody takes by chance before it is used: no connection on its way out, and no server that asks for any. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => probe.close(resolve));
  return free;
}

/** Resolves once something listens on the port of 127.0.0.1. */
export async function listening(port: number, what: string, withinMs = 30_000): Promise<void> {
  const giveUp = Date.now() + withinMs;
  for (;;) {
    const socket = createConnection(port, '127.0.0.1');
    const up = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (up) return;
    if (Date.now() > giveUp) throw new Error(`${what} did not listen on port ${port} within ${withinMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
