/** The journals of worlds that servers share, in their PostgreSQL. */
import { readRecords } from '@rubato/game';
import { readSharedWorld } from '@rubato/server';
import type { ServicesPlace } from '@rubato/server';
import { CliError, exitCodes } from './exit.ts';
import type { JournalSource } from './journal-source.ts';

/** Without a source where there is none of that id; `known` are those that there are. */
export async function sharedSource(
  id: string,
  place: ServicesPlace,
): Promise<{ readonly source?: JournalSource; readonly known: readonly string[] }> {
  const { rooms, records: found } = await readSharedWorld(place, id);
  const status = rooms.find((room) => room.id === id)?.status;
  const known = rooms.map((room) => room.id);
  if (status === undefined) return { known };
  if (found.length === 0)
    throw new CliError(exitCodes.failure, `nothing of ${id} is in the database yet; try again in a second`);
  const records = found.map(({ bytes }) => bytes);
  return { source: { segments: readRecords(records), status, records }, known };
}
