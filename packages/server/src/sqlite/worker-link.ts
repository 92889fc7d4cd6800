/** Requests to the worker thread and their answers; when the thread dies, everything asked of it fails. */
import type { Worker } from 'node:worker_threads';
import { StoreFailed } from '@rubato/ports';
import { errorFrom } from './store-errors.ts';
import { OPENED, type WorkerReply, type WorkerTask } from './worker-messages.ts';

interface Pending {
  resolve(value: unknown): void;
  reject(error: StoreFailed): void;
}

export class WorkerLink {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = OPENED + 1;
  #failure: StoreFailed | undefined;
  readonly #exited: Promise<void>;
  /** Resolves, with the reason, once the thread or its database is beyond use. */
  readonly failed: Promise<StoreFailed>;
  #announce!: (failure: StoreFailed) => void;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.failed = new Promise((resolve) => (this.#announce = resolve));
    this.#exited = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (reply: WorkerReply) => this.#settle(reply));
    worker.on('error', (error) =>
      this.fail(new StoreFailed(`the journal thread failed: ${error.message}`, { cause: error })),
    );
    worker.on('exit', (code) => this.fail(new StoreFailed(`the journal thread ended (exit code ${code})`)));
  }

  /** Set once the thread or its database is beyond use. */
  get failure(): StoreFailed | undefined {
    return this.#failure;
  }

  /** Resolves when the database is open. */
  opened(): Promise<void> {
    return this.#expect(OPENED) as Promise<void>;
  }

  ask<T>(task: WorkerTask, transfer: readonly ArrayBuffer[] = []): Promise<T> {
    if (this.#failure) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    const answer = this.#expect(id) as Promise<T>;
    this.#worker.postMessage({ ...task, id }, transfer);
    return answer;
  }

  /** Rejects everything open and every later request; the first failure stays. */
  fail(failure: StoreFailed): void {
    this.#failure ??= failure;
    this.#announce(this.#failure);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(this.#failure);
  }

  async ended(): Promise<void> {
    await this.#exited;
  }

  #expect(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
  }

  #settle(reply: WorkerReply): void {
    const pending = this.#pending.get(reply.id);
    if (!pending) return;
    this.#pending.delete(reply.id);
    if (!('failure' in reply)) return pending.resolve(reply.value);
    const error = errorFrom(reply.failure);
    pending.reject(error);
    if (reply.failure.fatal) this.fail(error);
  }
}
