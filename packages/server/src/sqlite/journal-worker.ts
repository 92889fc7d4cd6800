/** The worker thread of the SQLite store: the entry file of its own bundle. Long tasks run in slices between the short ones. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { JournalFile } from './journal-file.ts';
import { failureOf, JOURNAL_FILE, openJournal, type OpenJournal } from './open-journal.ts';
import { readRoom } from './read-room.ts';
import { retain } from './retention.ts';
import { OPENED, type WorkerOptions, type WorkerReply, type WorkerRequest } from './worker-messages.ts';

const options = workerData as WorkerOptions;
const port = parentPort!;
let closing = false;

main();

function main(): void {
  let opened: OpenJournal;
  let journal: JournalFile;
  try {
    opened = openJournal(options, Date.now());
    journal = new JournalFile(opened.database);
  } catch (error) {
    refuse(OPENED, error);
    port.close();
    return;
  }
  port.on('message', (request: WorkerRequest) => serve(opened, journal, request));
  reply({ id: OPENED, value: undefined });
}

function serve(opened: OpenJournal, journal: JournalFile, request: WorkerRequest): void {
  try {
    switch (request.task) {
      case 'commit':
        return reply({ id: request.id, value: journal.commit(request.batches) });
      case 'rooms':
        return reply({ id: request.id, value: journal.rooms(request.status) });
      case 'room':
        return reply({ id: request.id, value: journal.room(request.room) });
      case 'read':
        return inSlices(request.id, readRoom(journal, request.room, request.fromSegment));
      case 'retain':
        return inSlices(request.id, retain(journal, request.rule, request.nowWallMs));
      case 'health':
        return reply({
          id: request.id,
          value: options.readOnly ? journal.newestBatch() : journal.probe(request.wallMs),
        });
      case 'close':
        closing = true;
        opened.close();
        reply({ id: request.id, value: undefined });
        return port.close();
      default:
        return request satisfies never;
    }
  } catch (error) {
    refuse(request.id, error);
  }
}

function inSlices(id: number, work: Generator<void, unknown>): void {
  if (closing) return refuse(id, new Error('the store was closed during this task'));
  try {
    const { done, value } = work.next();
    if (done) reply({ id, value });
    else setImmediate(() => inSlices(id, work));
  } catch (error) {
    refuse(id, error);
  }
}

function reply(message: WorkerReply): void {
  port.postMessage(message);
}

function refuse(id: number, error: unknown): void {
  reply({ id, failure: failureOf(error, join(options.directory, JOURNAL_FILE)) });
}
