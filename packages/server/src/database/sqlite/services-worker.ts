/** The worker thread of SqliteDatabase: the entry file of its own bundle. One connection writes, one reads. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { QueryResult } from '@rubato/ports';
import { SqliteConnection } from './connection.ts';
import { failureOf } from './errors.ts';
import { CommitGroup } from './group.ts';
import {
  OPENED,
  type SqliteFailure,
  type SqliteReply,
  type SqliteRequest,
  type SqliteWorkerOptions,
} from './messages.ts';
import { TextReceiver, type SentStatement } from './statement-texts.ts';

/** How long a statement waits while another process, such as a backup or a migration, holds the file. */
const BUSY_MS = 250;
/** The write-ahead log is cut back to this after a checkpoint. */
const WAL_KEPT_BYTES = 16 * 1024 * 1024;
const NO_ROWS: readonly QueryResult[] = [];

const options = workerData as SqliteWorkerOptions;
const port = parentPort!;
const texts = new TextReceiver();
const restored = (sent: readonly SentStatement[]) => sent.map((one) => texts.restore(one));
let replies: SqliteReply[] = [];
let closing = false;

main();

function main(): void {
  try {
    const writer = new SqliteConnection(options.path, { ...options, readOnly: false });
    writer.exec(`pragma busy_timeout = ${BUSY_MS}; pragma journal_mode = wal; pragma synchronous = ${options.synchronous};
      pragma foreign_keys = on; pragma journal_size_limit = ${WAL_KEPT_BYTES}; pragma trusted_schema = off`);
    const reader = new SqliteConnection(options.path, { ...options, readOnly: true });
    reader.exec(`pragma busy_timeout = ${BUSY_MS}; pragma trusted_schema = off`);
    const group = new CommitGroup(writer);
    port.on('message', (requests: readonly SqliteRequest[]) => serve(requests, { writer, reader, group }));
    replies.push({ id: OPENED, value: NO_ROWS });
  } catch (error) {
    refuse(OPENED, { ...failureOf(error), fatal: true });
    port.close();
  }
  send();
}

interface Opened {
  readonly writer: SqliteConnection;
  readonly reader: SqliteConnection;
  readonly group: CommitGroup;
}

/** Does all that is at hand, then commits: the longer a commit takes, the more the next one carries. */
function serve(requests: readonly SqliteRequest[], opened: Opened): void {
  for (let more: readonly SqliteRequest[] | undefined = requests; more; more = atHand()) {
    for (const request of more) {
      attempt(request, opened);
      if (opened.group.due(false)) commit(opened.group);
    }
  }
  if (opened.group.due(true)) commit(opened.group);
  send();
  if (closing) close(opened);
}

function atHand(): readonly SqliteRequest[] | undefined {
  return (receiveMessageOnPort(port) as { readonly message: readonly SqliteRequest[] } | undefined)?.message;
}

function attempt(request: SqliteRequest, opened: Opened): void {
  const { group } = opened;
  try {
    perform(request, opened);
  } catch (error) {
    if (request.task === 'batch') group.end(request.id, false);
    const failure = failureOf(error);
    refuse(request.id, failure);
    if (group.lost || failure.fatal) refuseAll(group, failure);
  }
}

function perform(request: SqliteRequest, { reader, group }: Opened): void {
  const { id } = request;
  switch (request.task) {
    case 'read':
      return answer(id, [reader.run(texts.restore(request.statement), 0)]);
    case 'run':
      return answer(id, group.run(request.first, restored(request.statements)));
    case 'end':
      group.end(id, request.keep);
      return request.keep ? undefined : answer(id, NO_ROWS);
    case 'batch':
      return group.end(id, true, group.run(true, restored(request.statements)));
    case 'close':
      closing = true;
      return answer(id, NO_ROWS);
    default:
      return request satisfies never;
  }
}

/** What was read meanwhile need not wait for the disk. */
function commit(group: CommitGroup): void {
  send();
  try {
    for (const { id, results } of group.commit()) answer(id, results);
  } catch (error) {
    refuseAll(group, failureOf(error));
  }
  send();
}

function refuseAll(group: CommitGroup, failure: SqliteFailure): void {
  for (const { id } of group.abandon()) refuse(id, failure);
}

function answer(id: number, value: readonly QueryResult[]): void {
  replies.push({ id, value });
}

function refuse(id: number, failure: SqliteFailure): void {
  replies.push({ id, failure });
}

function send(): void {
  if (replies.length === 0) return;
  port.postMessage(replies);
  replies = [];
}

function close({ writer, reader }: Opened): void {
  reader.close();
  // The last connection to close would do it, but another thread's may linger until its statements are collected as garbage.
  try {
    writer.exec('pragma wal_checkpoint(truncate)');
  } catch {
    // What the log holds is as durable there.
  }
  writer.close();
  port.close();
}
