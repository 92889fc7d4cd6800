// Everything that decides how a match goes on, as bytes; equal machines give equal bytes, and the state hash of a turn
// record is over them.
//
//   varint turn · varint tick · u8 seats · u8 each · snapshot (schema: snapshot-codec)
//   varint n    · n × (varint tick · snapshot)        what rules may still look back at, oldest first

import {
  fromBase64,
  hex,
  readSnapshot,
  sha256,
  writeSnapshot,
  BitReader,
  BitWriter,
  DecodeError,
  fromHex,
} from '@rubato/schema';
import { codecsOf, Machine, type MachineSnapshot, SEED_BYTES, type Seat } from '@rubato/game';
import { domainBytes } from '../crypto/domains.ts';
import type { ReadGenesis } from '../letters/genesis.ts';
import { LetterRefused } from '../refused.ts';
import type { LetterGame } from './letter-game.ts';

/** Rules look back at most so many ticks. */
const MAX_RING = 15;

export function machineBytes(machine: Machine): Uint8Array<ArrayBuffer> {
  const { turn, tick, seats, state, ring } = machine.snapshot();
  const writer = new BitWriter(1024);
  writer.varint(turn);
  writer.varint(tick);
  writer.u8(seats.length);
  for (const seat of seats) writer.u8(seat);
  writeSnapshot(writer, state);
  writer.align();
  writer.varint(ring.length);
  for (const past of ring) {
    writer.varint(past.tick);
    writeSnapshot(writer, past.state);
    writer.align();
  }
  return writer.toBytes() as Uint8Array<ArrayBuffer>;
}

export const stateHashOf = (bytes: Uint8Array): string => hex(sha256(domainBytes('state', bytes)));

/** The first 16 bytes of a 32-byte hash: what a machine takes as a seed. */
export const machineSeed = (hash: string): Uint8Array => fromHex(hash).subarray(0, SEED_BYTES);

/** What setup rolls its dice with: SHA-256 over the match's name. */
export const setupSeed = (match: string): Uint8Array =>
  sha256(domainBytes('seed', fromHex(match))).subarray(0, SEED_BYTES);

/** The match before its first turn by letters. Throws LetterRefused for settings that the game doesn't offer. */
export function startMachine(letterGame: LetterGame, read: ReadGenesis): Machine {
  const { genesis, match } = read;
  const { game } = letterGame;
  if (genesis.opening !== undefined) return loadMachine(letterGame, read, openingState(genesis.opening.state));
  try {
    return Machine.start(game, {
      seats: genesis.players.map(({ seat }) => seat as Seat),
      seed: setupSeed(match),
      settings: genesis.settings,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new LetterRefused('bad-genesis', error.message, 'genesis.settings');
  }
}

function openingState(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new LetterRefused('bad-genesis', error.message, 'genesis.opening');
  }
}

/** The match at a state that was saved. Throws LetterRefused for bytes that no machine of this game has. */
export function loadMachine({ game }: LetterGame, { genesis, match }: ReadGenesis, bytes: Uint8Array): Machine {
  try {
    return Machine.load(game, readMachine(game, bytes, setupSeed(match), genesis.settings));
  } catch (error) {
    if (!(error instanceof DecodeError || error instanceof RangeError)) throw error;
    throw new LetterRefused('bad-state', error.message, 'snapshot');
  }
}

function readMachine(game: LetterGame['game'], bytes: Uint8Array, seed: Uint8Array, settings: object): MachineSnapshot {
  const { layout } = codecsOf(game);
  const reader = new BitReader(bytes);
  const turn = reader.varint();
  const tick = reader.varint();
  const seats = Array.from({ length: reader.u8() }, () => reader.u8() as Seat);
  const state = readSnapshot(layout, reader);
  reader.align();
  const count = reader.varint();
  if (count > MAX_RING) throw new DecodeError(`${count} states to look back at`);
  const ring = Array.from({ length: count }, () => {
    const past = { tick: reader.varint(), state: readSnapshot(layout, reader) };
    reader.align();
    return past;
  });
  reader.end();
  return { turn, tick, seats, seed, settings, state, ring };
}
