/**
 * Runs the rules of turn games in a thread of their own, so that a turn of a second doesn't delay the rooms of this process.
 * One job runs at a time, the others wait in a bounded queue. A job that takes too long ends the thread; a thread that ended
 * is started again with the next job, and the job that was under way is asked once more unless it had used up its time.
 */
import type { Worker } from 'node:worker_threads';
import type { Log } from '@rubato/ports';
import { RulesUnavailable } from '@rubato/services';
import { spawnThread } from '../node/spawn-thread.ts';
import { READY, type TurnAnswers, type TurnJob, type TurnReply, type TurnTask } from './turn-jobs.ts';

/** Jobs that wait; one more is refused with RulesUnavailable. */
export const MOST_WAITING_JOBS = 256;
/** A job may take so long; the loading of the games too, or longer where jobs may. */
export const JOB_LIMIT_MS = 15_000;
/** Heap of the thread: above it the thread ends, not the server. */
const HEAP_MB = 1024;
/** How often a job is given to a thread that then dies. */
const TRIES = 2;

export interface TurnThreadOptions {
  /** Exports `turnGames`. */
  readonly module: URL;
  readonly log: Log;
  readonly jobLimitMs?: number | undefined;
  readonly mostWaiting?: number | undefined;
}

interface Waiting {
  readonly job: TurnJob;
  tries: number;
  resolve(value: never): void;
  reject(error: Error): void;
}

interface Thread {
  readonly worker: Worker;
  ready: boolean;
}

/** Since the start. */
export interface TurnThreadCounts {
  done: number;
  /** Jobs that a time limit ended. */
  timedOut: number;
  /** Threads that ended by themselves. */
  crashed: number;
  /** Jobs that found the queue full. */
  refused: number;
}

export class TurnThread {
  readonly counts: TurnThreadCounts = { done: 0, timedOut: 0, crashed: 0, refused: 0 };
  readonly #options: TurnThreadOptions;
  readonly #queue: Waiting[] = [];
  #thread: Thread | undefined;
  #running: Waiting | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastId = READY;
  #stopped = false;

  constructor(options: TurnThreadOptions) {
    this.#options = options;
  }

  /** Jobs that wait or run. */
  get waiting(): number {
    return this.#queue.length + (this.#running ? 1 : 0);
  }

  /** Rejects with RulesUnavailable, or with an Error of the words of what the rules threw; a TypeError for a TypeError. */
  ask<K extends TurnTask['kind']>(job: TurnJob & { readonly task: { readonly kind: K } }): Promise<TurnAnswers[K]> {
    if (this.#stopped) return Promise.reject(new RulesUnavailable('the server is about to stop'));
    if (this.#queue.length >= (this.#options.mostWaiting ?? MOST_WAITING_JOBS)) {
      this.counts.refused++;
      return Promise.reject(new RulesUnavailable('too many turns are being worked on; try again soon'));
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ job, tries: 0, resolve, reject });
      this.#next();
    });
  }

  /** Ends the thread; what waits is rejected with RulesUnavailable. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const open = [...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)];
    this.#running = undefined;
    const ending = this.#end();
    for (const each of open) each.reject(new RulesUnavailable('the server is about to stop'));
    await ending;
  }

  #next(): void {
    if (this.#running || this.#queue.length === 0) return;
    this.#thread ??= this.#start();
    if (!this.#thread.ready) return;
    const next = this.#queue.shift()!;
    next.tries++;
    this.#running = next;
    this.#limit(() => this.#timedOut(), this.#jobLimitMs);
    this.#thread.worker.postMessage({ id: ++this.#lastId, job: next.job });
  }

  #start(): Thread {
    const { module } = this.#options;
    const options = { name: 'rubato-turns', resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } };
    const worker = spawnThread(new URL('./turn-worker.ts', import.meta.url), options, module);
    const thread = { worker, ready: false };
    let why = 'it ended by itself';
    worker.on('message', (reply: TurnReply) => this.#thread === thread && this.#heard(thread, reply));
    worker.on('error', (error) => (why = String(error)));
    worker.on('exit', () => this.#thread === thread && this.#crashed(why));
    this.#limit(() => this.#unloadable('the games took too long to load'), Math.max(JOB_LIMIT_MS, this.#jobLimitMs));
    return thread;
  }

  #heard(thread: Thread, reply: TurnReply): void {
    if (reply.id === READY) {
      this.#unlimit();
      if ('error' in reply) return this.#unloadable(reply.error);
      thread.ready = true;
      return this.#next();
    }
    if (reply.id !== this.#lastId || !this.#running) return;
    this.#unlimit();
    const { resolve, reject } = this.#running;
    this.#running = undefined;
    this.counts.done++;
    if ('error' in reply) reject(reply.refused === true ? new TypeError(reply.error) : new Error(reply.error));
    else resolve(reply.value as never);
    this.#next();
  }

  #timedOut(): void {
    this.counts.timedOut++;
    const late = this.#running!;
    this.#running = undefined;
    const { game, task } = late.job;
    const limitMs = this.#jobLimitMs;
    this.#options.log.log('error', 'the rules of a turn game took too long', { game, task: task.kind, limitMs });
    void this.#end();
    late.reject(new RulesUnavailable(`the rules of ${game} gave no answer in ${limitMs} ms`));
    this.#next();
  }

  #crashed(why: string): void {
    this.counts.crashed++;
    const { log } = this.#options;
    const lost = this.#running;
    this.#running = undefined;
    void this.#end();
    log.log('error', 'the thread of turns ended; it is started again', { error: why, game: lost?.job.game });
    if (lost === undefined) return this.#refuseAll(why);
    if (lost.tries < TRIES) this.#queue.unshift(lost);
    else lost.reject(new RulesUnavailable(`the thread of turns ended twice over the same job: ${why}`));
    this.#next();
  }

  /** Each start has one try; whoever asks later makes the next. */
  #unloadable(why: string): void {
    this.#options.log.log('error', 'the games could not be loaded into the thread of turns', { error: why });
    void this.#end();
    this.#refuseAll(why);
  }

  /** Without a job under way there is nobody to blame: whoever waits may ask again. */
  #refuseAll(why: string): void {
    for (const each of this.#queue.splice(0)) each.reject(new RulesUnavailable(`no thread for turns: ${why}`));
  }

  async #end(): Promise<void> {
    this.#unlimit();
    const ending = this.#thread?.worker;
    this.#thread = undefined;
    await ending?.terminate();
  }

  get #jobLimitMs(): number {
    return this.#options.jobLimitMs ?? JOB_LIMIT_MS;
  }

  #limit(late: () => void, afterMs: number): void {
    this.#timer = setTimeout(late, afterMs);
  }

  #unlimit(): void {
    clearTimeout(this.#timer);
  }
}
