/** Where a replay finds its journal: a room of a data directory, or a file. */
import { readJournal, readRecords } from '@rubato/game';
import type { JournalSegment, TornTail } from '@rubato/game';
import type { RoomStatus } from '@rubato/ports';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataDirectory } from './data-directory.ts';
import { CliError, exitCodes } from './exit.ts';
import { readFileNamed } from './named-file.ts';
import { nearest } from './nearest.ts';
import { servicePlace } from './service-place.ts';
import type { ServiceFlags } from './service-place.ts';
import type { Shell } from './shell.ts';

export const EXPORT_MAKES_ONE = 'rubato replay ROOM --export FILE makes one';

export interface JournalSource {
  readonly segments: readonly JournalSegment[];
  /** Of a room. */
  readonly status?: RoomStatus;
  /** Of a room: what an export is made of. */
  readonly records?: readonly Uint8Array[];
  /** Of a file whose end is missing. */
  readonly torn?: TornTail;
}

/**
 * A file, a room of the data directory, or a world that servers share, in their PostgreSQL. Throws CliError for what isn't
 * there, JournalCorrupt for what is damaged.
 */
export async function openJournal(where: string, flags: ServiceFlags, shell: Shell): Promise<JournalSource> {
  const path = resolve(shell.directory, where);
  if (isFile(path)) return fileSource(path, where);
  const place = servicePlace(flags, shell);
  const shared =
    place.database === undefined ? undefined : await (await import('./shared-source.ts')).sharedSource(where, place);
  if (shared?.source) return shared.source;
  if (flags.database === undefined) return roomSource(where, flags, shell);
  const advice = adviceOn(where, shared!.known, 'the database');
  throw new CliError(exitCodes.usage, `${where} is neither a file nor a world in the database; ${advice}`);
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function fileSource(path: string, shown: string): JournalSource {
  const { segments, torn } = readJournal(readFileNamed(path, shown, EXPORT_MAKES_ONE));
  return { segments, ...(torn && { torn }) };
}

async function roomSource(id: string, flags: ServiceFlags, shell: Shell): Promise<JournalSource> {
  const { store, name } = await openDataDirectory(flags, shell);
  try {
    const room = await store.room(id);
    if (room === undefined) {
      const known = (await store.rooms()).map((record) => record.id);
      throw new CliError(
        exitCodes.usage,
        `${id} is neither a file nor a room in ${name}; ${adviceOn(id, known, name)}`,
      );
    }
    const records = (await store.read(id)).map(({ bytes }) => bytes);
    if (records.length === 0)
      throw new CliError(exitCodes.failure, `nothing of room ${id} is on disk yet; try again in a second`);
    return { segments: readRecords(records), status: room.status, records };
  } finally {
    await store.close();
  }
}

function adviceOn(id: string, known: readonly string[], name: string): string {
  const meant = nearest(id, known);
  if (meant.length > 0) return `did you mean ${meant.join(' or ')}?`;
  if (name !== 'the database') return `rubato rooms --data ${name} lists those there are`;
  return known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`;
}
