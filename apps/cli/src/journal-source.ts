/** Where a replay finds its journal: a room of a data directory, or a file. */
import { readJournal, readRecords } from '@rubato/game';
import type { JournalSegment, TornTail } from '@rubato/game';
import type { RoomStatus } from '@rubato/ports';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { openDataDirectory } from './data-directory.ts';
import type { DataFlags } from './data-directory.ts';
import { CliError, exitCodes } from './exit.ts';
import { readFileNamed } from './named-file.ts';
import { nearest } from './nearest.ts';
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

/** Throws CliError for what isn't there, JournalCorrupt for what is damaged. */
export function openJournal(where: string, flags: DataFlags, shell: Shell): Promise<JournalSource> {
  const path = resolve(shell.directory, where);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isFile ? Promise.resolve(fileSource(path, where)) : roomSource(where, flags, shell);
}

function fileSource(path: string, shown: string): JournalSource {
  const { segments, torn } = readJournal(readFileNamed(path, shown, EXPORT_MAKES_ONE));
  return { segments, ...(torn && { torn }) };
}

async function roomSource(id: string, flags: DataFlags, shell: Shell): Promise<JournalSource> {
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
  return meant.length > 0 ? `did you mean ${meant.join(' or ')}?` : `rubato rooms --data ${name} lists those there are`;
}
