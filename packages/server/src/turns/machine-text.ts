/**
 * Everything that decides how a match goes on, as base64 of
 *
 *   varint turn · varint tick · u8 seats · u8 each · state · varint n · n × (varint tick · state)     what rules look back at
 */
import { codecsOf, type AnyGame, type Machine, type MachineSnapshot, type Seat } from '@rubato/game';
import { BitReader, BitWriter, readSnapshot, writeSnapshot, type Snapshot } from '@rubato/schema';

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
  return Buffer.from(writer.toBytes()).toString('base64');
}

/** Throws DecodeError for what is no such text. */
export const turnOf = (text: string): number => new BitReader(Buffer.from(text.slice(0, 16), 'base64')).varint();

/** Throws DecodeError for what no machine of this game gave. */
export function readMachine(
  game: AnyGame,
  text: string,
  { seed, settings }: Pick<MachineSnapshot, 'seed' | 'settings'>,
): MachineSnapshot {
  const { layout } = codecsOf(game);
  const reader = new BitReader(Buffer.from(text, 'base64'));
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
