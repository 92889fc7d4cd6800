import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** A request line and its headers must be here within this (slow loris). */
export const HEADERS_TIMEOUT_MS = 8_000;
/** A whole request must be here within this: 64 KiB at 60 kbit/s. */
export const REQUEST_TIMEOUT_MS = 9_000;
/** How often both are looked at: a socket lives longer by up to this. */
export const TIMEOUT_CHECK_MS = 1_000;
/** An idle keep-alive connection is closed after this. */
export const KEEP_ALIVE_MS = 5_000;
/** Headers of one request, in bytes. */
export const HEADER_BYTES = 16_384;

const LIMITS = {
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  keepAliveTimeout: KEEP_ALIVE_MS,
  maxHeaderSize: HEADER_BYTES,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
};

export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A certificate file cannot be used; the message says which. */
export class TlsRefused extends Error {
  override readonly name = 'TlsRefused';
}

/** A server with our limits, not listening yet; over TLS when there are files for it. */
export function createHttpServer(handler: RequestHandler, tls?: TlsFiles): Server {
  if (!tls) return createServer(LIMITS, handler);
  const files = { cert: readPem(tls.cert, '--tls-cert'), key: readPem(tls.key, '--tls-key') };
  try {
    return createTlsServer(
      { ...LIMITS, ...files, minVersion: 'TLSv1.2', handshakeTimeout: HEADERS_TIMEOUT_MS },
      handler,
    );
  } catch (error) {
    throw new TlsRefused(
      `${tls.cert} and ${tls.key} are no matching PEM certificate and key (${(error as Error).message})`,
      { cause: error },
    );
  }
}

/** Takes no more connections and ends idle ones; resolves when the last is gone. Sockets that were upgraded must be cut by their owner. */
export function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  return closed;
}

function readPem(path: string, flag: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TlsRefused(`${flag}: ${path} cannot be read (${(error as Error).message})`, { cause: error });
  }
}
