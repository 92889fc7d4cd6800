import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { closeCodes, limits } from '@rubato/protocol';
import type { Channel } from '@rubato/ports';
import { WebSocket } from 'ws';
import { isLoopback } from './peer-address.ts';
import { CLOSE_TIMEOUT_MS, WsChannel } from './ws-channel.ts';

export const CONNECT_TIMEOUT_MS = 10_000;

export interface ConnectOptions {
  /** What to ask for; empty or absent asks for none. */
  readonly subprotocol?: string;
  /** From the call to the open socket. Default 10 s. */
  readonly timeoutMs?: number;
  /** PEM of certificate authorities to trust besides the system's. */
  readonly ca?: string | Buffer;
}

/** Opens a channel to a server from Node; rejects with what the server or the network said. `url`: ws:// or wss://. */
export function connectWebSocket(url: string, options: ConnectOptions = {}): Promise<Channel> {
  const { subprotocol, timeoutMs = CONNECT_TIMEOUT_MS, ca } = options;
  return new Promise((resolve, reject) => {
    // Not inline: the types of `ws` do not know `closeTimeout` yet.
    const settings = {
      perMessageDeflate: false,
      maxPayload: limits.serverMessageBytes,
      handshakeTimeout: timeoutMs,
      closeTimeout: CLOSE_TIMEOUT_MS,
      ...(ca === undefined ? {} : { ca: [...rootCertificates, String(ca)] }),
    };
    const webSocket = new WebSocket(url, subprotocol ? [subprotocol] : [], settings);
    let socket: Socket;
    webSocket.once('upgrade', (response) => (socket = response.socket));
    webSocket.once('error', (error) =>
      reject(new Error(`cannot connect to ${url}: ${error.message}`, { cause: error })),
    );
    webSocket.once('open', () => {
      const trusted = url.startsWith('wss:') || isLoopback(socket.remoteAddress ?? '');
      // A listener of ours that throws is our bug: it must not vanish.
      const fault = (error: unknown) =>
        queueMicrotask(() => {
          throw error;
        });
      resolve(
        new WsChannel(webSocket, socket, {
          side: 'client',
          trusted,
          peer: new URL(url).host,
          fault,
          faultCode: closeCodes.protocolError.code,
        }),
      );
    });
  });
}
