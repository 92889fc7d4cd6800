import type { Socket } from 'node:net';

/** Writers that hold a frame until the running callback of the event loop ends. */
const holding: TurnWriter[] = [];

/**
 * Writes frames so that all of one turn of the event loop leave in one system call.
 *
 * Most turns have one frame for a socket, and that one is written as it is; only a second one corks the socket, which
 * costs the stream twice as much.
 */
export class TurnWriter {
  readonly #socket: Socket;
  /** The only frame of this turn so far. */
  #first: Buffer | undefined;
  #corked = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Bytes that the socket has not been given yet. */
  get heldBytes(): number {
    return this.#first?.length ?? 0;
  }

  write(frame: Buffer): void {
    if (this.#corked) {
      this.#socket.write(frame);
    } else if (this.#first === undefined) {
      this.#first = frame;
      if (holding.push(this) === 1) process.nextTick(flushAll);
    } else {
      this.#corked = true;
      this.#socket.cork();
      this.#socket.write(this.#first);
      this.#first = undefined;
      this.#socket.write(frame);
    }
  }

  /** Gives the socket what is held back: before anybody else writes to it, and at the end of the turn. */
  flush(): void {
    // A socket that ended meanwhile takes no more.
    if (this.#first !== undefined && this.#socket.writable) this.#socket.write(this.#first);
    this.#first = undefined;
    if (this.#corked) this.#socket.uncork();
    this.#corked = false;
  }
}

function flushAll(): void {
  for (const writer of holding) writer.flush();
  holding.length = 0;
}
