/** A match as the page has it: what stands is here to be drawn, everything that takes time is done by its thread. */
import { LetterRefused, loadMachine, readGenesis, type Code } from '@rubato/letters';
import type { Machine, Seat } from '@rubato/game';
import { scenarioOf, tacticsLetters, type TacticsOrder, type TacticsView } from '@rubato/tactics';
import type { Film } from '../film.ts';
import type { NewMatch } from '../local-match.ts';
import type { Seated } from '../seating.ts';
import type { Call, Facts, Failure, Port, Reply } from './calls.ts';

/** So many of so many turns of a file are verified. */
export type Progress = (done: number, total: number) => void;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly progress: Progress | undefined;
}

/** A thread and how to end it. */
export interface Thread {
  readonly port: Port;
  end(): void;
}

export class PageMatch {
  readonly #thread: Thread;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #facts: Facts | undefined;
  #machine: Machine | undefined;
  /** Why its thread answers no more. */
  #ended: Error | undefined;

  private constructor(thread: Thread) {
    this.#thread = thread;
    thread.port.addEventListener('message', ({ data }) => this.#take(data as Reply));
    // A thread that can't begin says nothing else.
    thread.port.addEventListener('error', (event) => this.#fail(event));
  }

  /** @param thread that nothing else uses; by default a new one. */
  static async create(options: NewMatch, thread = newThread()): Promise<PageMatch> {
    return new PageMatch(thread).#begun({ kind: 'create', options });
  }

  /** What this browser keeps. Throws LetterRefused. */
  static async open(file: Uint8Array, thread = newThread()): Promise<PageMatch> {
    return new PageMatch(thread).#begun({ kind: 'open', file });
  }

  /** A file from anywhere: all its turns are played again first. Throws LetterRefused; ending the thread cancels. */
  static async load(file: Blob, progress: Progress, thread = newThread()): Promise<PageMatch> {
    return new PageMatch(thread).#begun({ kind: 'load', file }, progress);
  }

  get id(): string {
    return this.#known.id;
  }
  get title(): string {
    return scenarioOf[this.scenario].title;
  }
  get scenario(): Facts['scenario'] {
    return this.#known.scenario;
  }
  get seats(): readonly Seated[] {
    return this.#known.seats;
  }
  /** False: the file is of people who sign for themselves, and can only be watched here. */
  get playable(): boolean {
    return this.#known.playable;
  }
  get over(): boolean {
    return this.#known.over;
  }
  /** Whether its first turns were run by a server. */
  get fromServer(): boolean {
    return this.#known.genesis['opening'] !== undefined;
  }
  /** The turn that is open, or the last one. */
  get turn(): number {
    return this.#known.turn;
  }
  /** Turns that can be seen again, ascending. */
  get pastTurns(): readonly number[] {
    return this.#known.pastTurns;
  }
  /** Seats of people whose orders are still awaited. */
  get awaited(): readonly Seated[] {
    return this.#known.awaited;
  }
  /** The whole truth; for titles and results only. */
  get view(): TacticsView {
    return this.#state.view as unknown as TacticsView;
  }
  /** What a seat sees; valid until the turn runs. */
  viewOf(seat: Seat): TacticsView {
    return this.#state.viewOf(seat) as unknown as TacticsView;
  }

  /** Signs and hands in a seat's orders for the open turn. Throws LetterRefused when the rules refuse one. */
  async submit({ player }: Seated, orders: readonly TacticsOrder[]): Promise<void> {
    await this.#ask({ kind: 'submit', player, orders });
  }

  /** Once every person's orders are in: the turn runs, and the next opens. */
  async run(): Promise<void> {
    await this.#ask({ kind: 'run' });
  }

  /** A past turn as a seat saw it. */
  async film(turn: number, seat: Seat): Promise<Film> {
    return (await this.#ask({ kind: 'film', turn, seat })) as Film;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#ask({ kind: 'bytes' })) as Uint8Array<ArrayBuffer>;
  }

  /** Ends the thread: whoever waits for it, or asks it from now on, is told so. */
  end(): void {
    this.#thread.end();
    this.#fail(undefined);
  }

  get #known(): Facts {
    return this.#facts as Facts;
  }

  get #state(): Machine {
    this.#machine ??= loadMachine(tacticsLetters, readGenesis(this.#known.genesis), this.#known.state);
    return this.#machine;
  }

  async #begun(call: Call, progress?: Progress): Promise<this> {
    try {
      await this.#ask(call, progress);
      return this;
    } catch (error) {
      this.#thread.end();
      throw error;
    }
  }

  #ask(call: Call, progress?: Progress): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject, progress });
      this.#thread.port.postMessage({ id, call });
    });
  }

  #take(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (reply.kind === 'progress') return waiting?.progress?.(reply.done, reply.total);
    this.#waiting.delete(reply.id);
    if (reply.kind === 'failed') return waiting?.reject(errorOf(reply.failure));
    this.#facts = reply.facts;
    this.#machine = undefined;
    waiting?.resolve(reply.value);
  }

  #fail(event: Event | undefined): void {
    this.#ended = new Error((event as ErrorEvent | undefined)?.message ?? 'the page has let the match go');
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}

export function newThread(): Thread {
  const worker = new Worker(new URL('match-worker.ts', import.meta.url), { type: 'module', name: 'match' });
  return { port: worker, end: () => worker.terminate() };
}

const errorOf = ({ code, message }: Failure): Error =>
  code === undefined ? new Error(message) : new LetterRefused(code as Code, message);
