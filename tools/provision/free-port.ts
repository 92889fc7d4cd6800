import { createConnection, createServer } from 'node:net';

export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
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
