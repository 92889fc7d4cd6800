// Writes a journal's records: a head, then blocks. What they hold is drawn in journal-format.ts.

import { BitWriter, sha256, type Snapshot, writeSnapshot } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { largestResult, writeDifference } from './byte-difference.ts';
import { codecsOf, type GameCodecs } from './game-codecs.ts';
import { rulesHash, schemaHash } from './hashes.ts';
import { BLOCK_KIND, CHAIN_BYTES, FORMAT_VERSION, HEAD_KIND, writeHex, writeText } from './journal-format.ts';
import { LIMITS } from './limits.ts';
import type { Machine } from './machine.ts';
import type { MachineSnapshot } from './machine-snapshot.ts';
import { TurnWriter, writeHash } from './turn-codec.ts';
import type { Turn } from './turn.ts';

/** Where a segment belongs. */
export interface SegmentPlace {
  /** At most 64 bytes of UTF-8. */
  readonly room: string;
  /** Counts from 1, raised by each resume. */
  readonly epoch: number;
  /** Counts from 0. */
  readonly segment: number;
}

export class JournalSegmentWriter {
  readonly #turns: TurnWriter;
  readonly #head: Uint8Array;
  #chain: Uint8Array;
  #nextTurn: number;
  #nextTick: number;
  /** The tick before the open block. */
  #blockTick: number;
  #pending = 0;
  /** The open block's turns: bits, so that nothing of a turn outlives it while the block waits for its commit. */
  readonly #body = new BitWriter();

  /** Opens a segment at the machine's present state. Cost: the machine's snapshot. */
  constructor(machine: Machine, place: SegmentPlace) {
    const codecs = codecsOf(machine.game);
    this.#turns = new TurnWriter(codecs);
    this.#head = chained(new Uint8Array(CHAIN_BYTES), writeHead(codecs, machine, place));
    this.#chain = chainOf(this.#head);
    this.#nextTurn = machine.turn + 1;
    this.#nextTick = machine.tick;
    this.#blockTick = machine.tick;
  }

  /** The record that opens the segment. */
  head(): Uint8Array {
    return this.#head;
  }

  /** Turns added since the last block. */
  get pending(): number {
    return this.#pending;
  }

  /** Puts the next turn into the open block, as bits at once; throws RangeError when it doesn't follow or the block is full. */
  add(turn: Turn): void {
    if (turn.number !== this.#nextTurn || turn.startTick !== this.#nextTick)
      throw new RangeError(
        `turn ${turn.number} after tick ${turn.startTick}: expected ${this.#nextTurn} after ${this.#nextTick}`,
      );
    if (this.#pending >= LIMITS.turnsPerBlock)
      throw new RangeError(`a block has at most ${LIMITS.turnsPerBlock} turns`);
    this.#turns.write(this.#body, turn);
    this.#pending += 1;
    this.#nextTurn += 1;
    this.#nextTick += turn.ticks;
  }

  /** A record of the turns added since the last one and these, at least one in all. */
  block(turns: readonly Turn[] = []): Uint8Array {
    for (const turn of turns) this.add(turn);
    if (this.#pending === 0) throw new RangeError('a block has at least one turn');
    const w = new BitWriter(BLOCK_HEAD_BYTES);
    w.u8(BLOCK_KIND);
    w.varint(this.#nextTurn - this.#pending);
    w.varint(this.#blockTick);
    w.varint(this.#pending);
    // The head has whole bytes, so the turns' bits follow it as if they had been written after it.
    const record = chained(this.#chain, joined(w.view(), this.#body.view()));
    this.#body.reset();
    this.#pending = 0;
    this.#blockTick = this.#nextTick;
    this.#chain = chainOf(record);
    return record;
  }
}

/** Kind, first turn, first tick, count. */
const BLOCK_HEAD_BYTES = 1 + 8 + 8 + 3;

const joined = (head: Uint8Array, body: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
};

/** The record's bytes followed by SHA-256 of the record before's chain hash and them. */
const chained = (before: Uint8Array, body: Uint8Array): Uint8Array => {
  const record = new Uint8Array(body.length + CHAIN_BYTES);
  record.set(body);
  record.set(linkOf(before, body), body.length);
  return record;
};

const chainOf = (record: Uint8Array): Uint8Array => record.subarray(record.length - CHAIN_BYTES);

/** What follows `body` in the chain after `before`. */
export const linkOf = (before: Uint8Array, body: Uint8Array): Uint8Array => {
  const linked = new Uint8Array(CHAIN_BYTES + body.length);
  linked.set(before);
  linked.set(body, CHAIN_BYTES);
  return sha256(linked);
};

/** Memory for the copies that heads are written from; one per game, since heads are written one at a time. */
const scratch = new WeakMap<AnyGame, MachineSnapshot>();

const writeHead = (codecs: GameCodecs, machine: Machine, place: SegmentPlace): Uint8Array => {
  const { game } = codecs;
  const snapshot = machine.snapshot(scratch.get(game));
  scratch.set(game, snapshot);
  const w = new BitWriter();
  w.u8(HEAD_KIND);
  w.u16(FORMAT_VERSION);
  writeText(w, game.name, LIMITS.nameBytes);
  w.u16(game.version);
  writeHex(w, schemaHash(game));
  writeHex(w, rulesHash(game));
  writeText(w, place.room, LIMITS.nameBytes);
  w.u32(place.epoch);
  w.u32(place.segment);
  w.varint(snapshot.tick);
  w.varint(snapshot.turn);
  w.u8(snapshot.seats.length);
  for (const seat of snapshot.seats) w.u8(seat);
  w.bytes(snapshot.seed);
  writeText(w, settingsText(codecs, snapshot.settings), LIMITS.settingsBytes);
  writeHash(w, machine.hash());
  writeStates(w, snapshot);
  return w.toBytes();
};

const settingsText = ({ settings }: GameCodecs, value: object): string =>
  settings === undefined ? '{}' : JSON.stringify(settings.codec.toJson(value));

/** The state, then what past ticks had otherwise, newest first. */
const writeStates = (w: BitWriter, { state, ring }: MachineSnapshot): void => {
  let told = bytesOf(state);
  w.varint(told.length);
  w.bytes(told);
  w.u8(ring.length);
  for (const past of ring.slice().reverse()) {
    const bytes = bytesOf(past.state);
    writePast(w, told, bytes);
    told = bytes;
  }
};

const bytesOf = (state: Snapshot): Uint8Array => {
  const w = new BitWriter(1024);
  writeSnapshot(w, state);
  return w.toBytes();
};

const writePast = (w: BitWriter, newer: Uint8Array, bytes: Uint8Array): void => {
  const whole = bytes.length > largestResult(newer.length);
  w.u8(whole ? 1 : 0);
  if (!whole) return writeDifference(w, newer, bytes);
  w.varint(bytes.length);
  w.bytes(bytes);
};
