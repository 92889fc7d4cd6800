/**
 * One login's presence. It outlives its connection: a client that loses the socket resumes the session by proving that
 * it holds the key, and finds its seats as it left them.
 */
import { limits, resumeProof } from '@rubato/protocol';
import type { Left } from '@rubato/protocol';
import { equalBytes, hex } from '@rubato/schema';
import type { Identity } from './identity.ts';
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
  /** Of the hello that opened or resumed it; undefined for a guest. */
  #identity: Identity | undefined;
  /** Outlives a restart of the server, unlike the identity. */
  #accountId: string | undefined;
  readonly budget: TokenBucket;
  readonly #places = new Map<number, Place>();
  /** The place that was asked for last, which is nearly always the next one, too: a map is three more looks into cold memory. */
  #latest: Place | undefined;
  /** Of places that went while the client was away: at most one each, because none is added meanwhile. */
  #farewells: Left[] = [];

  constructor(id: string, key: Uint8Array, nowMs: number, attempt = 0, accountId?: string) {
    this.id = id;
    this.key = key;
    this.attempt = attempt;
    this.#accountId = accountId;
    this.budget = new TokenBucket(limits.messagesPerSecond, limits.messageBurst, nowMs);
  }

  get keyHex(): string {
    return hex(this.key);
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }
  set identity(identity: Identity | undefined) {
    this.#identity = identity;
    this.#accountId = identity?.accountId ?? this.#accountId;
  }

  get accountId(): string | undefined {
    return this.#accountId;
  }

  placeOf(handle: number): Place | undefined {
    if (this.#latest?.viewer.handle !== handle) this.#latest = this.#places.get(handle);
    return this.#latest;
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
    this.#latest = undefined;
    this.#places.set(place.viewer.handle, place);
  }

  placeGone(viewer: Viewer): void {
    this.#latest = undefined;
    this.#places.delete(viewer.handle);
  }

  /** The place goes without the client's doing, who is told why: now, or when it is back. */
  dismiss(viewer: Viewer, why: Pick<Left, 'reason' | 'text' | 'result'>): void {
    this.placeGone(viewer);
    const farewell: Left = { type: 'left', room: viewer.handle, ...why };
    if (this.link === undefined) this.#farewells.push(farewell);
    else this.link.send(farewell);
  }

  takeFarewells(): readonly Left[] {
    const farewells = this.#farewells;
    this.#farewells = [];
    return farewells;
  }
}
