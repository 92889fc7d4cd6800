import { closeCodes, limits } from '@rubato/protocol';
import type { Channel, ChannelListener } from '@rubato/ports';

/** What a channel needs of a WebSocket: the standard's own names (https://websockets.spec.whatwg.org/). */
export interface StandardWebSocket {
  binaryType: string;
  readonly readyState: number;
  readonly bufferedAmount: number;
  readonly protocol: string;
  send(data: string | Uint8Array): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void;
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => StandardWebSocket;

export interface WebSocketChannelOptions {
  /** What to ask for; empty or absent asks for none. */
  readonly subprotocol?: string;
  /** Gives up on a socket that has not opened yet. */
  readonly signal?: AbortSignal;
  /** Default: the global `WebSocket` (browsers, Node 22). */
  readonly WebSocket?: WebSocketConstructor;
}

const OPEN = 1;

/** Opens a channel over a standard WebSocket; rejects when it can't be opened. `url`: ws:// or wss://. */
export function openWebSocketChannel(url: string, options: WebSocketChannelOptions = {}): Promise<Channel> {
  const { subprotocol, signal } = options;
  const Constructor = options.WebSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (Constructor === undefined) return Promise.reject(new TypeError('this platform has no WebSocket; pass one in'));
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const socket = new Constructor(url, subprotocol ? [subprotocol] : []);
    socket.binaryType = 'arraybuffer';
    const { protocol, host, hostname } = new URL(url);
    const abort = () => {
      socket.close();
      reject(signal!.reason as Error);
    };
    signal?.addEventListener('abort', abort, { once: true });
    // An error tells a page nothing, and a close always follows it.
    socket.addEventListener('error', () => {});
    socket.addEventListener('close', ({ code }) => reject(new Error(`cannot connect to ${url} (code ${code})`)));
    socket.addEventListener('open', () => {
      signal?.removeEventListener('abort', abort);
      resolve(new WebSocketChannel(socket, { trusted: protocol === 'wss:' || isLoopback(hostname), peer: host }));
    });
  });
}

/** A channel over an open standard WebSocket whose binary type is `arraybuffer`. */
export class WebSocketChannel implements Channel {
  readonly reliable = true;
  readonly trusted: boolean;
  readonly peer: string;
  readonly subprotocol: string;
  readonly #socket: StandardWebSocket;
  #listener: ChannelListener | undefined;
  /** What came before the listener; undefined once that was delivered. */
  #early: (Uint8Array | string)[] | undefined = [];
  #earlyBytes = 0;
  #farewell: { readonly code: number; readonly reason: string } | undefined;
  /** After our own close nothing more is taken. */
  #left = false;
  #closed = false;

  /** To be called in the turn in which the socket opened, so that no message is missed. */
  constructor(socket: StandardWebSocket, facts: { readonly trusted: boolean; readonly peer: string }) {
    this.#socket = socket;
    this.trusted = facts.trusted;
    this.peer = facts.peer;
    this.subprotocol = socket.protocol;
    socket.addEventListener('message', ({ data }) =>
      this.#heard(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer)),
    );
    socket.addEventListener('close', ({ code, reason }) => this.#ended(code, reason));
  }

  get queuedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  get open(): boolean {
    return !this.#left && this.#socket.readyState === OPEN;
  }

  send(message: Uint8Array | string): void {
    if (this.open) this.#socket.send(message);
  }

  close(code: number, reason: string): void {
    if (!this.open) return;
    this.#left = true;
    this.#farewell = { code, reason: shortened(reason) };
    this.#socket.close(code, this.#farewell.reason);
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
    if (this.#early) queueMicrotask(() => this.#deliverEarly());
  }

  #heard(message: Uint8Array | string): void {
    if (this.#left) return;
    if (!this.#early) return this.#listener!.message(message);
    this.#early.push(message);
    this.#earlyBytes += message.length;
    // A page can't tell its socket to wait.
    if (this.#earlyBytes > limits.serverMessageBytes)
      this.close(closeCodes.messageTooBig.code, 'nobody listened to this channel');
  }

  #deliverEarly(): void {
    const early = this.#early;
    if (!early) return;
    this.#early = undefined;
    for (const message of early) if (!this.#left) this.#listener!.message(message);
    if (this.#closed) this.#tellEnd();
  }

  #ended(code: number, reason: string): void {
    this.#farewell ??= { code, reason };
    this.#closed = true;
    if (!this.#early) this.#tellEnd();
  }

  #tellEnd(): void {
    this.#listener!.closed(this.#farewell!.code, this.#farewell!.reason);
  }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** At most 123 bytes of UTF-8, cut between characters (RFC 6455, 5.5). */
function shortened(reason: string): string {
  const encoder = new TextEncoder();
  const characters = Array.from(reason.slice(0, limits.closeReasonBytes));
  while (encoder.encode(characters.join('')).length > limits.closeReasonBytes) characters.pop();
  return characters.join('');
}
