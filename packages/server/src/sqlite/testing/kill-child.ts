/** The victim of the kill test: commits numbered batches over three rooms and prints each number once it is acknowledged. */
import { openSqliteStore } from '../sqlite-store.ts';

export const KILL_ROOMS = ['north', 'east', 'south'] as const;

/** Four bytes of number, then a filler whose length depends on it, so that a torn batch can't pass for a whole one. */
export function killRecord(number: number): Uint8Array {
  const bytes = new Uint8Array(4 + ((number * 37) % 4001)).fill(number & 0xff);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}

const [directory, first] = process.argv.slice(2);
if (directory !== undefined && process.send) await commitForever(directory, Number(first));

async function commitForever(path: string, from: number): Promise<void> {
  const store = await openSqliteStore({ directory: path });
  for (let number = from; ; number++) {
    const rooms = number === 0 ? KILL_ROOMS.map(roomOf) : [];
    const records = KILL_ROOMS.map((room) => ({
      room,
      segment: 0,
      kind: number === 0 ? ('head' as const) : ('block' as const),
      bytes: killRecord(number),
    }));
    // Several in flight, so that a kill also meets transactions that hold more than one batch.
    const committed = store.commit({ rooms, records }).then(() => process.send!(number));
    if (number % 5 === 0) await committed;
  }
}

function roomOf(id: string) {
  return {
    id,
    game: 'kill',
    gameVersion: 1,
    status: 'open' as const,
    createdMs: 0,
    changedMs: 0,
    segment: 0,
    epoch: 1,
    meta: '',
  };
}
