/**
 * Everything that decides how a match goes on, as a row keeps it: `2.`, the turn, `.`, and the base64 of, deflated (RFC 1951),
 *
 *   varint turn · varint tick · u8 seats · u8 each · state · varint n · n × (varint tick · state)     what rules look back at
 *
 * Rows of version 1 are the base64 of the same, not deflated; base64 has no full stop, which tells them apart. They stay readable.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { codecsOf, type AnyGame, type Machine, type MachineSnapshot, type Seat } from '@rubato/game';
import { BitReader, BitWriter, DecodeError, readSnapshot, writeSnapshot, type Snapshot } from '@rubato/schema';

export function machineText(machine: Machine): string {
  const { turn, tick, seats, state, ring } = machine.snapshot();
  const writer = new BitWriter(4096);
  const put = (each: Snapshot): void => {
    writeSnapshot(writer, each);
    writer.align();
  };
  writer.varint(turn);
  writer.varint(tick);
  writer.u8(seats.length);
  for (const seat of seats) writer.u8(seat);
  put(state);
  writer.varint(ring.length);
  for (const past of ring) {
    writer.varint(past.tick);
    put(past.state);
  }
  return stateText(turn, writer.toBytes());
}

/** States from letters are in the same form. @param bytes of the machine */
export const stateText = (turn: number, bytes: Uint8Array): string =>
  `${VERSION}.${turn}.${deflateRawSync(bytes).toString('base64')}`;

const VERSION = 2;
/** Of a state before it was deflated: far more than any game has. */
const MOST_BYTES = 64 << 20;

/** Throws DecodeError for what is no such text. */
export function turnOf(text: string): number {
  const parts = partsOf(text);
  return parts === undefined ? new BitReader(Buffer.from(text.slice(0, 16), 'base64')).varint() : Number(parts.turn);
}

/** Undefined: a text of version 1. */
function partsOf(text: string): { readonly turn: string; readonly packed: string } | undefined {
  if (!text.includes('.')) return undefined;
  const [, version, turn = '', packed = ''] = /^(\d+)\.(\d+)\.([^.]*)$/.exec(text) ?? [];
  if (Number(version) !== VERSION)
    throw new DecodeError(`a state of version ${version ?? '?'}: made by a newer server, or no state`);
  return { turn, packed };
}

function bytesOf(text: string): Uint8Array {
  const parts = partsOf(text);
  if (parts === undefined) return Buffer.from(text, 'base64');
  try {
    return inflateRawSync(Buffer.from(parts.packed, 'base64'), { maxOutputLength: MOST_BYTES });
  } catch (error) {
    throw new DecodeError(`the state can't be inflated: ${(error as Error).message}`);
  }
}

/** Throws DecodeError for what no machine of this game gave. */
export function readMachine(
  game: AnyGame,
  text: string,
  { seed, settings }: Pick<MachineSnapshot, 'seed' | 'settings'>,
): MachineSnapshot {
  const { layout } = codecsOf(game);
  const reader = new BitReader(bytesOf(text));
  const take = (): Snapshot => {
    const state = readSnapshot(layout, reader);
    reader.align();
    return state;
  };
  const turn = reader.varint();
  const tick = reader.varint();
  const seats = Array.from({ length: reader.u8() }, () => reader.u8() as Seat);
  const state = take();
  const ring = Array.from({ length: reader.varint() }, () => ({ tick: reader.varint(), state: take() }));
  reader.end();
  return { turn, tick, seats, seed, settings, state, ring };
}
