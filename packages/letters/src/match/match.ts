// One match of letters, as one holder of the file knows it. It has no clock, no network and no file: letters come in, a
// record comes out. Every way of playing (by hand, mail, cloud, server) drives this.

import type { Machine, Result, Seat } from '@rubato/game';
import type { LetterCrypto } from '../crypto/letter-crypto.ts';
import type { Doc } from '../json/canonical.ts';
import { isComputer, type Genesis, type ReadGenesis } from '../letters/genesis.ts';
import { type Letter, type LetterOf, readLetter, type SheetOrder } from '../letters/letter.ts';
import { isSignedBy } from '../letters/signed.ts';
import type { ReadRecord } from '../letters/turn-record.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { misplaced, type Place, signerKey } from './admission.ts';
import { type Answer, type Equivocation, refused } from './answer.ts';
import { isEliminated, type LetterGame } from './letter-game.ts';
import { loadMachine, machineBytes, startMachine } from './machine-bytes.ts';
import { closeTurn } from './close-turn.ts';
import { type Holdings, judge, refusalOfOrders } from './judge.ts';
import { noLetters, type Standing, standingOf, type TurnLetters } from './turn-letters.ts';
import type { TurnLog } from './turn-log.ts';

/** As the session document has it, and `ended`. */
export type MatchPhase = 'planning' | 'waiting-for-all' | 'simulating' | 'replaying' | 'ended';
export type PlayerStatus = 'active' | 'ready' | 'disconnected' | 'eliminated';

/** What a saved match goes on from. */
export interface MatchState {
  /** The machine's bytes after the last turn that was run; undefined before the first. */
  readonly state?: Uint8Array;
  /** The last record. */
  readonly head?: ReadRecord;
  /** Turns that are known, by number; each is read when it is asked for. */
  readonly history?: ReadonlyMap<number, () => TurnLog>;
  /** States of past turns as bytes, by turn; each is read when it is asked for. */
  readonly snapshots?: ReadonlyMap<number, () => Uint8Array>;
  readonly letters?: TurnLetters;
  readonly proofs?: readonly Equivocation[];
}

export interface AcceptOptions {
  /** When the letter arrived, by the holder's clock: a referee judges deadlines by it, everyone else only claims of the future. */
  readonly receivedMs?: number;
}

export class Match {
  readonly letterGame: LetterGame;
  readonly genesis: Genesis;
  /** The genesis as it was signed. */
  readonly genesisLetter: Doc;
  /** The match's name: the hash of its genesis. */
  readonly id: string;
  readonly machine: Machine;
  readonly proofs: Equivocation[];
  readonly #read: ReadGenesis;
  readonly #crypto: LetterCrypto;
  readonly #history: Map<number, () => TurnLog>;
  readonly #snapshots: Map<number, () => Uint8Array>;
  readonly #kept = new Map<string, LetterOf<'order'>>();
  #head: ReadRecord | undefined;
  #letters: TurnLetters;
  #scratch: Machine | undefined;
  #watched: number;

  /** Goes on from what was saved, or starts. Throws LetterRefused when the parts don't fit each other. */
  constructor(letterGame: LetterGame, genesis: ReadGenesis, crypto: LetterCrypto, from: MatchState = {}) {
    this.letterGame = letterGame;
    this.genesis = genesis.genesis;
    this.genesisLetter = genesis.letter;
    this.id = genesis.match;
    this.#read = genesis;
    this.#crypto = crypto;
    this.machine = from.state ? loadMachine(letterGame, genesis, from.state) : startMachine(letterGame, genesis);
    this.#head = from.head;
    this.#history = new Map(from.history);
    this.#snapshots = new Map(from.snapshots);
    this.#letters = from.letters ?? noLetters();
    this.proofs = [...(from.proofs ?? [])];
    this.#watched = this.machine.turn;
    if (this.machine.turn === this.firstTurn) this.#keepSnapshot(machineBytes(this.machine));
    if ((from.head?.record.turn ?? this.firstTurn) !== this.machine.turn)
      throw new LetterRefused('bad-state', `the state is of turn ${this.machine.turn}, the record is not`, 'snapshot');
  }

  /** Turns that were run elsewhere before: 0, unless the match came from a server. */
  get firstTurn(): number {
    return this.genesis.opening?.turn ?? 0;
  }
  /** The last turn's record. */
  get head(): ReadRecord | undefined {
    return this.#head;
  }
  /** The turn that is open; undefined when the match is over. */
  get turn(): number | undefined {
    return this.over ? undefined : this.machine.turn + 1;
  }
  /** What `prev` of this turn's letters says. */
  get prev(): string {
    return this.#head?.hash ?? this.id;
  }
  get openedMs(): number {
    return this.#head?.record.closedMs ?? this.genesis.createdMs;
  }
  /** Turns that this holder knows, ascending. */
  get turns(): readonly number[] {
    return [...this.#history.keys()].sort((a, b) => a - b);
  }
  /** A turn that is over, if this holder knows it. Throws LetterRefused when the file's entry of it is none. */
  log(turn: number): TurnLog | undefined {
    return this.#history.get(turn)?.();
  }
  /** Turns whose states are kept: the first, every fifth, and the last. */
  get snapshotTurns(): readonly number[] {
    return [...this.#snapshots.keys()].sort((a, b) => a - b);
  }
  /** The state after a turn, if it is kept. */
  snapshotOf(turn: number): Uint8Array | undefined {
    return this.#snapshots.get(turn)?.();
  }
  /** What has arrived for the open turn. */
  get letters(): TurnLetters {
    return this.#letters;
  }
  get result(): Result | undefined {
    return this.machine.result();
  }
  /** With a result, after the last turn that a match may have, or when nobody plays any more. */
  get over(): boolean {
    return this.result !== undefined || this.machine.turn >= LIMITS.turns || this.awaited().length === 0;
  }

  /** Whose orders the open turn waits for, in roster order. */
  awaited(): readonly string[] {
    return this.#playing().filter((player) => !isComputer(this.genesis, player) && !this.#isStruckOut(player));
  }

  standing(): Standing {
    return standingOf({ genesis: this.genesis, awaited: this.awaited(), openedMs: this.openedMs }, this.#letters);
  }

  get phase(): MatchPhase {
    return this.#watched < this.machine.turn ? 'replaying' : this.stage;
  }

  /** The phase, whether or not the holder has seen the last turn. */
  get stage(): Exclude<MatchPhase, 'replaying'> {
    if (this.over) return 'ended';
    if (this.standing().complete) return 'simulating';
    const { commits, sheets } = this.#letters;
    return commits.size + sheets.size > 0 ? 'waiting-for-all' : 'planning';
  }

  /** The holder has seen the last turn; throws when there is none to see. */
  watched(): void {
    if (this.#watched >= this.machine.turn) throw new LetterRefused('not-ready', 'no turn waits to be watched');
    this.#watched = this.machine.turn;
  }

  /** How often in a row a player has missed turns. */
  missed(player: string): number {
    return this.#head?.record.sheets.find((entry) => entry.player === player)?.missed ?? 0;
  }

  /** The last turn that a player gave orders for, the open one included; 0 when none is known. */
  lastTurnOf(player: string): number {
    const open = this.#letters.sheets.has(player) || this.#letters.commits.has(player);
    if (open && this.turn !== undefined) return this.turn;
    return this.#head?.record.sheets.find((entry) => entry.player === player)?.last ?? 0;
  }

  statusOf(player: string): PlayerStatus {
    const seat = this.genesis.players.find((one) => one.player === player)?.seat as Seat;
    if (isEliminated(this.letterGame, this.machine.view, seat)) return 'eliminated';
    if (isComputer(this.genesis, player)) return 'ready';
    if (this.#isStruckOut(player)) return 'disconnected';
    const given = this.genesis.mode === 'peer' ? this.#letters.commits : this.#letters.sheets;
    return given.has(player) ? 'ready' : 'active';
  }

  /** What the rules say against such a sheet of a player in the open turn, before it is signed; undefined: nothing. */
  refusalOf(player: string, orders: readonly SheetOrder[]): Answer | undefined {
    const { letterGame, genesis } = this;
    const sheet = { value: { player, orders: [...orders] } };
    return refusalOfOrders(sheet, { letterGame, genesis, scratch: () => this.#freshScratch() });
  }

  /** Judges a letter by all rules in their order, the first broken one answers; what is accepted counts from then on. */
  async accept(source: Doc | Letter, options: AcceptOptions = {}): Promise<Answer> {
    let letter: Letter;
    try {
      letter = isLetter(source) ? source : readLetter(source);
    } catch (error) {
      if (!(error instanceof LetterRefused)) throw error;
      return refused(error.code, error.message);
    }
    const misfit = misplaced(letter, this.#place());
    if (misfit !== undefined) return misfit;
    const { player, signature } = letter.value;
    const key = signerKey(this.genesis, player) as string;
    const signed = await isSignedBy(this.#crypto, letter.kind, letter.letter, signature, key);
    // While the signature was verified others may have been accepted: from here on nothing waits.
    return this.#decide(letter, signed, options);
  }

  /** Runs the turn, once all is there, and opens the next. Throws LetterRefused `not-ready`, `match-over`, `match-frozen`. */
  close(): TurnLog {
    if (this.over) throw new LetterRefused('match-over', 'the match is over');
    const { log, state } = closeTurn({
      letterGame: this.letterGame,
      read: this.#read,
      machine: this.machine,
      awaited: this.awaited(),
      playing: this.#playing(),
      openedMs: this.openedMs,
      prev: this.prev,
      letters: this.#letters,
      before: this.#head?.record,
    });
    this.#head = log.record;
    this.#history.set(log.turn, () => log);
    this.#keepSnapshot(state);
    this.#letters = noLetters();
    this.#kept.clear();
    return log;
  }

  /** Takes over the last record with more signatures on it; throws when it isn't the same record. */
  countersigned(record: ReadRecord): void {
    const log = this.log(record.record.turn);
    if (this.#head?.hash !== record.hash || log === undefined)
      throw new LetterRefused('record-differs', `another record of turn ${record.record.turn}`);
    this.#head = record;
    this.#history.set(log.turn, () => ({ ...log, record }));
  }

  /** The machine as bytes. */
  stateBytes(): Uint8Array {
    return machineBytes(this.machine);
  }

  #keepSnapshot(state: Uint8Array): void {
    const { turn } = this.machine;
    for (const kept of this.#snapshots.keys())
      if (kept % LIMITS.snapshotEvery !== 0 || (kept > 0 && kept <= turn - LIMITS.snapshots * LIMITS.snapshotEvery))
        this.#snapshots.delete(kept);
    this.#snapshots.set(turn, () => state);
  }

  /** Those awaited, and those whom a stand-in plays for. */
  #playing(): readonly string[] {
    const seats = this.machine.awaits();
    return this.genesis.players
      .filter(
        ({ seat }) => seats.includes(seat as Seat) && !isEliminated(this.letterGame, this.machine.view, seat as Seat),
      )
      .map(({ player }) => player);
  }

  #isStruckOut(player: string): boolean {
    const { strikes } = this.genesis.limits;
    return strikes > 0 && this.missed(player) >= strikes;
  }

  #place(): Place {
    return {
      match: this.id,
      genesis: this.genesis,
      openTurn: this.turn,
      turnsRun: this.machine.turn,
      prev: this.prev,
      awaited: this.awaited(),
    };
  }

  #decide(letter: Letter, signed: boolean, options: AcceptOptions): Answer {
    const misfit = misplaced(letter, this.#place());
    if (misfit !== undefined) return misfit;
    const { player, turn } = letter.value;
    if (!signed) return refused('bad-signature', `not signed by ${player}`, { player });
    const log = turn <= this.machine.turn ? this.log(turn) : undefined;
    if (turn <= this.machine.turn && log === undefined)
      return refused('turn-closed', `turn ${turn} is closed`, { player });
    const { answer, proof, keep } = judge(letter, this.#holdings(log, options));
    if (proof !== undefined && this.proofs.length < LIMITS.proofs && !this.#isProven(proof)) this.proofs.push(proof);
    if (keep !== undefined) this.#kept.set(keep.value.player, keep);
    if (answer.ok && answer.what !== 'duplicate') this.#retryKept();
    return answer;
  }

  #holdings(closed: TurnLog | undefined, { receivedMs }: AcceptOptions): Holdings {
    return {
      letterGame: this.letterGame,
      genesis: this.genesis,
      closed: closed !== undefined,
      letters: closed?.letters ?? this.#letters,
      standing: this.standing(),
      openedMs: this.openedMs,
      scratch: () => this.#freshScratch(),
      ...(receivedMs !== undefined && { receivedMs }),
    };
  }

  /** A machine at the turn's opening on which a sheet may be tried. */
  #freshScratch(): Machine {
    const opening = this.machine.snapshot();
    this.#scratch ??= loadMachine(this.letterGame, this.#read, machineBytes(this.machine));
    this.#scratch.restore(opening);
    return this.#scratch;
  }

  #isProven({ player, turn }: Equivocation): boolean {
    return this.proofs.some((proof) => proof.player === player && proof.turn === turn);
  }

  #retryKept(): void {
    if (this.standing().missingCommits.length > 0) return;
    const kept = [...this.#kept.values()];
    this.#kept.clear();
    for (const letter of kept) judge(letter, this.#holdings(undefined, {}));
  }
}

const isLetter = (source: Doc | Letter): source is Letter =>
  'letter' in source && 'hash' in source && 'value' in source && typeof source.kind === 'string';
