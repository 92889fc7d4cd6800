// Matches played for tests, with the records of their journals.

import type { Seat } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { CHAIN_BYTES } from './journal-format.ts';
import { Machine } from './machine.ts';
import { JournalSegmentWriter, linkOf } from './segment-writer.ts';
import { mover, ONE, race, SEED, TWO } from './test-games.ts';
import { type FrameInput, JOIN, LEAVE, type Order, type Turn } from './turn.ts';

/** What a host would ask for one turn. */
export interface Script {
  readonly orders: readonly Order[];
  readonly ticks: number;
  readonly frames?: ReadonlyMap<Seat, FrameInput> | readonly ReadonlyMap<Seat, FrameInput>[];
  readonly seed?: Uint8Array;
  readonly onReject?: 'rejected' | 'lapsed';
}

export interface PlayedMatch {
  readonly machine: Machine;
  readonly records: readonly Uint8Array[];
  /** After each turn; the first is after setup. */
  readonly hashes: readonly string[];
  readonly turns: readonly Turn[];
}

/** A record with the chain hash that its bytes should have, as a forger would make it. */
export const rechained = (before: Uint8Array, body: Uint8Array): Uint8Array => {
  const record = new Uint8Array(body.length + CHAIN_BYTES);
  record.set(body);
  record.set(linkOf(before, body), body.length);
  return record;
};

/** Plays a script: a segment every `perSegment` turns, a block every two. */
export const playScript = (
  game: AnyGame,
  script: readonly Script[],
  { perSegment = 5, hashEvery = 1 } = {},
): PlayedMatch => {
  const machine: Machine = Machine.start(game, { seats: [ONE, TWO], seed: SEED, hashEvery });
  const records: Uint8Array[] = [];
  const hashes = [machine.hash()];
  const turns: Turn[] = [];
  let writer = new JournalSegmentWriter(machine, { room: 'room-1', epoch: 1, segment: 0 });
  let waiting: Turn[] = [];
  const flush = (): void => {
    if (waiting.length > 0) records.push(writer.block(waiting));
    waiting = [];
  };
  records.push(writer.head());
  script.forEach((step, i) => {
    if (i > 0 && i % perSegment === 0) {
      flush();
      writer = new JournalSegmentWriter(machine, { room: 'room-1', epoch: 1, segment: i / perSegment });
      records.push(writer.head());
    }
    const { turn } = machine.runTurn(step);
    turns.push(turn);
    waiting.push(turn);
    hashes.push(machine.hash());
    if (waiting.length === 2) flush();
  });
  flush();
  return { machine, records, hashes, turns };
};

/** Twelve turns of the mover in three segments, every part of a turn's format among them. */
export const playMover = (): PlayedMatch => {
  const frame = (heading: number, thrust: number, seenTick: number): FrameInput => ({
    args: { heading, thrust },
    seenTick,
  });
  const held = frame(0.5, 1, 0);
  const order = (seat: Seat, seq: number, name: string, args: unknown): Order => ({
    seat,
    seq,
    seenTick: 1,
    name,
    args,
  });
  const three = 3 as Seat;
  return playScript(mover, [
    { orders: [], ticks: 1, frames: new Map([[ONE, held]]) },
    { orders: [], ticks: 1, frames: new Map([[ONE, { ...held, seenTick: 1 }]]) },
    {
      orders: [order(ONE, 1, 'jump', { far: 2.5 }), order(TWO, 1, 'jump', { far: 199 })],
      ticks: 2,
      onReject: 'lapsed',
    },
    {
      orders: [order(three, 0, JOIN, {})],
      ticks: 3,
      frames: [new Map([[TWO, frame(3, 0.5, 2)]]), new Map([[TWO, frame(3, 0.5, 3)]])],
    },
    { orders: [], ticks: 0 },
    { orders: [], ticks: 1, frames: new Map([[three, frame(6, 0.25, 0)], [ONE, held]]) }, // prettier-ignore
    { orders: [order(ONE, 0, LEAVE, {})], ticks: 30, seed: SEED.slice().reverse() },
    { orders: [], ticks: 90, frames: new Map([[three, frame(1, 1, 12)]]) },
    { orders: [], ticks: 1, frames: new Map([[three, frame(1, 1, 129)]]) },
    { orders: [order(three, 7, 'jump', { far: 0 })], ticks: 1 },
    { orders: [], ticks: 1 },
    { orders: [], ticks: 1 },
  ]);
};

/** Some turns of the loot race. */
export const playRace = (turns = 12, hashEvery = 1): PlayedMatch =>
  playScript(
    race,
    Array.from({ length: turns }, (_, i) => ({
      orders: [{ seat: i % 2 === 0 ? ONE : TWO, seq: i, seenTick: i, name: 'drop', args: { gold: i * 7 } }],
      ticks: 1 + (i % 3),
    })),
    { hashEvery },
  );
