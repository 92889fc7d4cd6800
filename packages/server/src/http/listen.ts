/** Which port a server gets, and what it says when it can't have the one it wants. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PortWish {
  readonly host: string;
  readonly port: number;
  /** Somebody chose this port: it is this one or none. Otherwise the next free one will do. */
  readonly chosen: boolean;
  /** Ports never taken by moving on. */
  readonly skip: readonly number[];
  /** How to choose another, for the refusal: `--port`. */
  readonly flag: string;
}

/** Ports tried after a busy default. */
const MAX_TRIES = 100;

/** The port cannot be had; the message says why and what to do. */
export class PortRefused extends Error {
  override readonly name = 'PortRefused';
}

/** Starts listening; resolves with the port, which differs from the wish only when nobody chose it. */
export async function listenOn(server: Server, { host, port, chosen, skip, flag }: PortWish): Promise<number> {
  let candidate = port;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const error = await tryListen(server, host, candidate);
    if (!error) return (server.address() as AddressInfo).port;
    if (error.code !== 'EADDRINUSE' || chosen)
      throw new PortRefused(explain(error, host, candidate, flag), { cause: error });
    do candidate++;
    while (skip.includes(candidate));
  }
  throw new PortRefused(`no free port from ${port} to ${candidate - 1} on ${host}; choose one with ${flag}`);
}

function tryListen(server: Server, host: string, port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const done = (error?: NodeJS.ErrnoException) => {
      server.off('error', done);
      server.off('listening', done);
      resolve(error);
    };
    server.once('error', done);
    server.once('listening', done);
    server.listen(port, host);
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, flag: string): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${port} on ${host} is in use by another program; stop it, or choose another port with ${flag}`;
    case 'EACCES':
      return `port ${port} on ${host} needs rights that this process lacks; choose one above 1023 with ${flag}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine; choose another with --host`;
    default:
      return `cannot listen on ${host}:${port}: ${error.message}`;
  }
}
