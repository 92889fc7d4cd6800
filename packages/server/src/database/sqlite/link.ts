/**
 * Requests to the worker thread and their answers. All requests of one round of the event loop travel together: a message
 * costs more than most statements do.
 */
import type { Worker } from 'node:worker_threads';
import { DatabaseError, type QueryResult } from '@rubato/ports';
import { OPENED, type SqliteReply, type SqliteRequest, type SqliteTask } from './messages.ts';
import { TextSender } from './statement-texts.ts';

interface Pending {
  resolve(value: readonly QueryResult[]): void;
  reject(error: DatabaseError): void;
}

export class SqliteLink {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  readonly #texts = new TextSender();
  #outbox: SqliteRequest[] = [];
  #nextId = OPENED + 1;
  #failure: DatabaseError | undefined;
  /** Resolves, with the reason, once the thread or its database is beyond use. */
  readonly failed: Promise<DatabaseError>;
  #announce!: (failure: DatabaseError) => void;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.failed = new Promise((resolve) => (this.#announce = resolve));
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (replies: readonly SqliteReply[]) => replies.forEach((reply) => this.#settle(reply)));
    worker.on('error', (cause) => this.fail(unavailable(`the database thread failed: ${cause.message}`, cause)));
    worker.on('exit', (code) => this.fail(unavailable(`the database thread ended (exit code ${code})`)));
  }

  get failure(): DatabaseError | undefined {
    return this.#failure;
  }

  /** Requests not answered yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  opened(): Promise<unknown> {
    return this.#expect(OPENED);
  }

  ask(task: SqliteTask): Promise<readonly QueryResult[]> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    const answer = this.#expect(id);
    if (this.#outbox.push(this.#requestOf(task, id)) === 1) setImmediate(() => this.#send());
    return answer;
  }

  /** Rejects everything open and every later request; the first failure stays. */
  fail(failure: DatabaseError): void {
    this.#failure ??= failure;
    this.#announce(this.#failure);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(this.#failure);
  }

  exited(): Promise<void> {
    return this.#exited;
  }

  #requestOf(task: SqliteTask, id: number): SqliteRequest {
    const texts = this.#texts;
    switch (task.task) {
      case 'read':
        return { id, task: 'read', statement: texts.shorten(task.statement) };
      case 'run':
        return { id, task: 'run', first: task.first, statements: task.statements.map((one) => texts.shorten(one)) };
      case 'batch':
        return { id, task: 'batch', statements: task.statements.map((one) => texts.shorten(one)) };
      default:
        return { ...task, id };
    }
  }

  #send(): void {
    const requests = this.#outbox;
    this.#outbox = [];
    this.#worker.postMessage(requests);
  }

  #expect(id: number): Promise<readonly QueryResult[]> {
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  #settle(reply: SqliteReply): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    this.#pending.delete(reply.id);
    if ('value' in reply) return pending.resolve(reply.value);
    const { code, message, statement, fatal } = reply.failure;
    const error = new DatabaseError(code, message, statement === undefined ? {} : { statement });
    pending.reject(error);
    if (fatal) this.fail(error);
  }
}

function unavailable(message: string, cause?: unknown): DatabaseError {
  return new DatabaseError('unavailable', message, { cause });
}
