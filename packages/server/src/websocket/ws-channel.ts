import type { Socket } from 'node:net';
import { limits } from '@rubato/protocol';
import type { Channel, ChannelListener } from '@rubato/ports';
import type { WebSocket } from 'ws';
import { serverFrame } from './server-frame.ts';
import { FrameShortcut, type FrameTarget } from './frame-shortcut.ts';
import { TurnWriter } from './turn-writer.ts';

/** How long the closing handshake may take before the socket is cut: a peer that does not read holds its queue for no longer. */
export const CLOSE_TIMEOUT_MS = 3000;

/** Bytes that are kept for a listener to come; above it the socket is no longer read, and the peer's own queue grows. */
export const EARLY_BYTES = 65_536;

export interface WsChannelFacts {
  /** A client masks what it sends, so `ws` writes for it; a server's frames are so simple that we write them ourselves. */
  readonly side: 'server' | 'client';
  readonly trusted: boolean;
  readonly peer: string;
  /** Told of what a listener threw; the channel is closed after it. */
  readonly fault: (error: unknown) => void;
  /** With which code a channel whose listener threw is closed. */
  readonly faultCode: number;
}

/** A channel over an open socket of the `ws` package, on either side. */
export class WsChannel implements Channel, FrameTarget {
  readonly reliable = true;
  readonly trusted: boolean;
  readonly peer: string;
  readonly subprotocol: string;
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #writer: TurnWriter | undefined;
  readonly #facts: WsChannelFacts;
  #listener: ChannelListener | undefined;
  #farewell: { readonly code: number; readonly reason: string } | undefined;
  /** After our own close nothing more is taken. */
  #left = false;
  #closed = false;
  /** What came before the listener; undefined once that was delivered. */
  #early: (Uint8Array | string)[] | undefined = [];
  #earlyBytes = 0;

  /** To be called in the turn in which the socket opened, so that no message is missed. */
  constructor(webSocket: WebSocket, socket: Socket, facts: WsChannelFacts) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    if (facts.side === 'server') {
      this.#writer = new TurnWriter(socket);
      endBeforeClose(webSocket, this.#writer, new FrameShortcut(socket, limits.clientMessageBytes, this));
    }
    this.#facts = facts;
    this.trusted = facts.trusted;
    this.peer = facts.peer;
    this.subprotocol = webSocket.protocol;
    webSocket.on('message', (data: Buffer, isBinary: boolean) => this.#heard(data, isBinary));
    webSocket.once('close', (code, reason) => this.#ended(code, reason));
    // Every error ends in a close, which is what the listener is told.
    webSocket.on('error', () => {});
  }

  get queuedBytes(): number {
    // Asked for every client in every tick: what `ws` itself has queued is nothing but pings and closes on our side.
    if (this.#writer !== undefined) return this.#socket.writableLength + this.#writer.heldBytes;
    return this.#webSocket.bufferedAmount;
  }

  get open(): boolean {
    return this.#farewell === undefined && this.#webSocket.readyState === this.#webSocket.OPEN;
  }

  send(message: Uint8Array | string): void {
    if (!this.open) return;
    if (this.#writer !== undefined) this.#writer.write(serverFrame(message));
    else this.#webSocket.send(message, { binary: typeof message !== 'string' });
  }

  close(code: number, reason: string): void {
    if (!this.open) return;
    const short = shortened(reason);
    this.#webSocket.close(code, short);
    this.#farewell = { code, reason: short };
    this.#left = true;
    // The answer to the close must be read, whether or not anybody ever listened.
    this.#webSocket.resume();
  }

  listen(listener: ChannelListener): void {
    this.#listener = listener;
    if (this.#early) process.nextTick(() => this.#deliverEarly());
  }

  /** Cuts the connection without a word. */
  terminate(): void {
    this.#webSocket.terminate();
  }

  /** Of a server's channel: what came by the shortcut. */
  message(message: Uint8Array): void {
    this.#take(message, message.length);
  }

  #heard(data: Buffer, isBinary: boolean): void {
    // A Buffer is handed out as the plain bytes it is, because its `slice` shares memory and theirs does not.
    this.#take(isBinary ? new Uint8Array(data.buffer, data.byteOffset, data.length) : data.toString(), data.length);
  }

  #take(message: Uint8Array | string, bytes: number): void {
    if (this.#left) return;
    if (!this.#early) return this.#tell(message);
    this.#early.push(message);
    this.#earlyBytes += bytes;
    if (this.#earlyBytes > EARLY_BYTES) this.#webSocket.pause();
  }

  #deliverEarly(): void {
    const early = this.#early;
    this.#early = undefined;
    for (const message of early ?? []) this.#tell(message);
    this.#webSocket.resume();
    if (early && this.#closed) this.#tellEnd();
  }

  #tell(message: Uint8Array | string): void {
    if (this.#left) return;
    try {
      this.#listener!.message(message);
    } catch (error) {
      this.#facts.fault(error);
      this.close(this.#facts.faultCode, 'this message could not be handled');
    }
  }

  #ended(code: number, reason: Buffer): void {
    this.#farewell ??= { code, reason: reason.toString() };
    this.#closed = true;
    if (!this.#early) this.#tellEnd();
  }

  #tellEnd(): void {
    this.#listener!.closed(this.#farewell!.code, this.#farewell!.reason);
  }
}

/**
 * What is held back goes out before the closing frame, because nothing may follow that (RFC 6455, 5.5.1), and `ws` reads
 * what comes after it. It also closes by itself, in the very turn in which it reads the peer's close and, before it, a
 * message that was answered.
 */
function endBeforeClose(webSocket: WebSocket, writer: TurnWriter, shortcut: FrameShortcut): void {
  const close = webSocket.close.bind(webSocket);
  webSocket.close = (code?: number, reason?: string | Buffer) => {
    writer.flush();
    shortcut.close();
    close(code, reason);
  };
}

/** At most 123 bytes of UTF-8, cut between characters (RFC 6455, 5.5). */
function shortened(reason: string): string {
  const characters = Array.from(reason.slice(0, limits.closeReasonBytes));
  while (Buffer.byteLength(characters.join('')) > limits.closeReasonBytes) characters.pop();
  return characters.join('');
}
