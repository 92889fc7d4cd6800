/**
 * A match without players' sockets: the server's own code gives its orders and hears what came of them.
 *
 * Orders run at once, each as a turn of no ticks; time runs in turns of one tick. Nothing is told before it is durable,
 * so what a listener writes into a database never runs ahead of the journal: after a crash `follow` tells it again.
 */
import {
  MatchFrozen,
  type AnyGame,
  type CommandOf,
  type Machine,
  type Rejection,
  type Result,
  type ViewOf,
} from '@rubato/game';
import type { RoomRecord, RoomStatus } from '@rubato/ports';
import type { Seat } from '@rubato/schema';
import { happened, type DrivenTurn } from './driven-turn.ts';
import type { HostContext } from './host-context.ts';
import { RoomJournal } from './room-journal.ts';
import { roomMeta, type RoomFacts } from './room-meta.ts';
import type { Loop } from './scheduler.ts';

/** Orders that wait to become durable; one more is rejected as `too-many`, and time stands still meanwhile. */
export const DRIVEN_WAITING = 1024;

/** Ticks in which nothing happened go to disk together, at least this often: the most that a crash sets a quiet match back. */
export const QUIET_TURNS = 30;

export type DrivenState = 'running' | 'ended' | 'frozen' | 'stopped';

export type DrivenOutcome =
  | ({ readonly status: 'applied' } & DrivenTurn)
  | { readonly status: 'rejected'; readonly reason: Rejection };

export type DrivenListener = (turn: DrivenTurn) => void;

/** What makes a match, or brings it back. */
export interface DrivenParts {
  readonly context: HostContext;
  readonly facts: RoomFacts;
  readonly permanent: boolean;
  readonly hz: number;
  readonly machine: Machine;
  /** The first journal segment that this life of the match writes. */
  readonly segment: number;
  /** Reads what happened after a turn from the store. */
  history(id: string, afterTurn: number, listener: DrivenListener): Promise<void>;
  /** Called when the match is over and that is durable. */
  closed(match: DrivenMatch): void;
}

interface Waiting {
  readonly turn: number;
  readonly told: DrivenTurn;
  readonly settle?: { resolve(outcome: DrivenOutcome): void; reject(error: Error): void };
}

export class DrivenMatch<G extends AnyGame = AnyGame> {
  readonly facts: RoomFacts;
  readonly permanent: boolean;
  /** Resolves once the match is over and that is durable: with its result, or undefined when it has none. */
  readonly ended: Promise<Result | undefined>;
  readonly #parts: DrivenParts;
  readonly #machine: Machine;
  readonly #journal: RoomJournal;
  readonly #loop: Loop;
  readonly #listeners = new Set<DrivenListener>();
  #waiting: Waiting[] = [];
  #state: DrivenState = 'running';
  #result: Result | undefined;
  #durableTurn: number;
  #tellEnd!: (result: Result | undefined) => void;

  constructor(parts: DrivenParts) {
    this.#parts = parts;
    this.#machine = parts.machine;
    this.facts = parts.facts;
    this.permanent = parts.permanent;
    this.#durableTurn = parts.machine.turn;
    this.ended = new Promise((resolve) => (this.#tellEnd = resolve));
    this.#journal = new RoomJournal(this, parts.context.commits, parts.segment);
    this.#loop = parts.context.scheduler.start(1000 / parts.hz, () => this.#tick());
  }

  get id(): string {
    return this.facts.id;
  }
  get epoch(): number {
    return this.facts.epoch;
  }
  get machine(): Machine {
    return this.#machine;
  }
  get state(): DrivenState {
    return this.#state;
  }
  /** The state to look at, hidden parts included; may be ahead of what is durable. Valid until the next order or tick. */
  get view(): ViewOf<G> {
    return this.#machine.view as ViewOf<G>;
  }
  get tick(): number {
    return this.#machine.tick;
  }
  /** How the match ended, once it has; shown to players only after `ended`. */
  get result(): Result | undefined {
    return this.#result;
  }

  /** Why the order would be rejected now; undefined when it would be applied. */
  check(seat: number, command: CommandOf<G>): Rejection | undefined {
    if (this.#state !== 'running') return 'not-running';
    if (this.#waiting.length >= DRIVEN_WAITING) return 'too-many';
    return this.#machine.check(this.#orderOf(seat, command));
  }

  /**
   * Runs the order now. Resolves when that is durable, at once when it was rejected; rejects when the server ends
   * before the journal took it.
   */
  order(seat: number, command: CommandOf<G>): Promise<DrivenOutcome> {
    const reason = this.check(seat, command);
    if (reason !== undefined) return Promise.resolve({ status: 'rejected', reason });
    const ran = this.#run({ orders: [this.#orderOf(seat, command)], ticks: 0 });
    if (ran === undefined) return Promise.resolve({ status: 'rejected', reason: 'not-running' });
    const outcome = ran.outcomes[0]!;
    if (outcome.status === 'faulted') {
      this.#parts.context.counters.faults++;
      const { id } = this;
      const fields = { match: id, command: command.name, message: outcome.message };
      this.#parts.context.log.log('error', 'a rule threw; the order was taken out', fields);
      return Promise.resolve({ status: 'rejected', reason: 'faulted' });
    }
    if (outcome.status !== 'applied') return Promise.resolve({ status: 'rejected', reason: outcome.reason });
    return new Promise((resolve, reject) => this.#await(ran.told, { resolve, reject }));
  }

  /**
   * Tells what happened after turn `afterTurn`: first from the journal, then as it becomes durable; each turn in which
   * something happened once, in order. The returned function ends it. Rejects when the journal can't be read.
   */
  async follow(afterTurn: number, listener: DrivenListener): Promise<() => void> {
    let told = afterTurn;
    let live = false;
    let ended = false;
    const early: DrivenTurn[] = [];
    const once = (turn: DrivenTurn): void => {
      if (ended || turn.turn <= told) return;
      told = turn.turn;
      listener(turn);
    };
    const entry = (turn: DrivenTurn): void => void (live ? once(turn) : early.push(turn));
    const stop = (): void => {
      ended = true;
      this.#listeners.delete(entry);
    };
    this.#listeners.add(entry);
    try {
      if (afterTurn < this.#durableTurn) await this.#parts.history(this.id, afterTurn, once);
    } catch (error) {
      stop();
      throw error;
    }
    early.forEach(once);
    live = true;
    return stop;
  }

  /** Ends the match for good; resolves when that is durable. */
  async end(): Promise<void> {
    if (this.#state === 'running') this.#close('ended', 'closed');
    await this.ended;
  }

  /** Stops time and leaves the journal open, so that the next start resumes the match. */
  suspend(): void {
    if (this.#state !== 'running') return;
    this.#state = 'stopped';
    this.#loop.stop();
    this.#journal.changed();
  }

  /** After the last commit: whoever still waits learns that the order may be lost. */
  abandon(): void {
    for (const { settle } of this.#waiting.splice(0))
      settle?.reject(new Error('the server ended before this was stored'));
  }

  record(segment: number, status: RoomStatus): RoomRecord {
    const record = roomMeta(this.facts, [], segment, status, this.#parts.context.clock.wallMs(), this.#result);
    const driven = { permanent: this.permanent };
    return { ...record, meta: JSON.stringify({ ...(JSON.parse(record.meta) as object), driven }) };
  }

  checkpoint(): () => void {
    const { turn } = this.#machine;
    const over = this.#state === 'ended' || this.#state === 'frozen';
    return () => {
      this.#durableTurn = Math.max(this.#durableTurn, turn);
      this.#tell(turn);
      if (!over) return;
      this.#parts.closed(this as unknown as DrivenMatch);
      this.#tellEnd(this.#result);
    };
  }

  #orderOf(seat: number, { name, args }: CommandOf<G>) {
    const { tick, turn } = this.#machine;
    // The turn's number serves as sequence: it rises in every life of the match.
    return { seat: seat as Seat, seq: turn + 1, seenTick: tick, name, args };
  }

  #tick(): void {
    if (this.#waiting.length >= DRIVEN_WAITING) return;
    this.#parts.context.counters.ticks++;
    const ran = this.#run({ ticks: 1 });
    if (ran !== undefined && ran.told.events.length > 0) this.#await(ran.told);
  }

  #run(input: Parameters<Machine['runTurn']>[0]) {
    try {
      const report = this.#machine.runTurn(input);
      const told = happened(this.id, report, this.#machine.tick);
      const quiet = input.orders === undefined && told.events.length === 0;
      this.#journal.turn(report.turn, quiet ? QUIET_TURNS : 1);
      this.#result = this.#machine.result();
      if (this.#result !== undefined) this.#close('ended', 'closed');
      return { told, outcomes: report.outcomes };
    } catch (error) {
      this.#freeze(error);
      return undefined;
    }
  }

  #await(told: DrivenTurn, settle?: Waiting['settle']): void {
    this.#waiting.push({ turn: told.turn, told, ...(settle === undefined ? {} : { settle }) });
  }

  #tell(upTo: number): void {
    const later = this.#waiting.findIndex(({ turn }) => turn > upTo);
    const due = later < 0 ? this.#waiting.splice(0) : this.#waiting.splice(0, later);
    for (const { told, settle } of due) {
      if (told.events.length > 0) for (const listener of this.#listeners) this.#hear(listener, told);
      settle?.resolve({ status: 'applied', ...told });
    }
  }

  /** A listener that throws must not keep the others, nor the next room's commit, from hearing. */
  #hear(listener: DrivenListener, told: DrivenTurn): void {
    try {
      listener(told);
    } catch (error) {
      this.#parts.context.log.log('error', 'a listener of a match threw', { match: this.id, error: String(error) });
    }
  }

  #close(state: 'ended' | 'frozen', status: RoomStatus): void {
    this.#state = state;
    this.#loop.stop();
    this.#journal.changed(status);
  }

  #freeze(error: unknown): void {
    this.#parts.context.counters.frozen++;
    const message = error instanceof Error ? error.message : String(error);
    const level = error instanceof MatchFrozen ? 'error' : 'warn';
    this.#parts.context.log.log(level, 'a match of the server threw; it is frozen and kept for export', {
      match: this.id,
      message,
    });
    this.#close('frozen', 'frozen');
  }
}
