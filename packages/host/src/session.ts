/**
 * One login's presence. It outlives its connection: a client that loses the socket resumes the session by proving that
 * it holds the key, and finds its seats as it left them.
 */
import { limits, resumeProof } from '@rubato/protocol';
import { equalBytes, hex } from '@rubato/schema';
import type { Link } from './link.ts';
import type { Room } from './room.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Viewer } from './viewer.ts';

export interface Place {
  readonly room: Room;
  readonly viewer: Viewer;
}

export class Session {
  readonly id: string;
  readonly key: Uint8Array;
  /** The live connection, or undefined while the client is away. */
  link: Link | undefined;
  /** When the last connection went; undefined while one is live. */
  awaySinceMs: number | undefined;
  /** The highest attempt number that a resume has used. */
  attempt: number;
  readonly budget: TokenBucket;
  readonly #places = new Map<number, Place>();

  constructor(id: string, key: Uint8Array, nowMs: number, attempt = 0) {
    this.id = id;
    this.key = key;
    this.attempt = attempt;
    this.budget = new TokenBucket(limits.messagesPerSecond, limits.messageBurst, nowMs);
  }

  get keyHex(): string {
    return hex(this.key);
  }

  get places(): ReadonlyMap<number, Place> {
    return this.#places;
  }

  /** Whether the proof shows that the client holds this session's key; each attempt number works once. */
  proves(attempt: number, proof: Uint8Array): boolean {
    if (attempt <= this.attempt || !equalBytes(proof, resumeProof(this.key, this.id, attempt))) return false;
    this.attempt = attempt;
    return true;
  }

  /** The lowest free handle, or undefined when the session holds as many places as it may. */
  freeHandle(): number | undefined {
    for (let handle = 1; handle <= limits.roomsPerSession; handle++) if (!this.#places.has(handle)) return handle;
    return undefined;
  }

  addPlace(place: Place): void {
    this.#places.set(place.viewer.handle, place);
  }

  placeGone(viewer: Viewer): void {
    this.#places.delete(viewer.handle);
  }
}
