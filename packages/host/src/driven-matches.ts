/** The matches that the server itself drives: begun once, resumed by every start, read again from their journals. */
import {
  checkMigrations,
  checkSettings,
  Machine,
  readRecords,
  replay,
  SEED_BYTES,
  type AnyGame,
  type JournalSegment,
  type Migration,
} from '@rubato/game';
import type { JournalStore, RoomRecord } from '@rubato/ports';
import { utf8Length, type Seat } from '@rubato/schema';
import { DrivenMatch, type DrivenListener } from './driven-match.ts';
import { happened } from './driven-turn.ts';
import type { HostContext } from './host-context.ts';
import { readRoom, settingsText } from './resume.ts';
import { parseMeta } from './room-meta.ts';

/** A game whose matches the server drives. */
export interface DrivenGame {
  readonly game: AnyGame;
  /** Take matches along from earlier versions; without one, such a match is not resumed. */
  readonly migrations?: readonly Migration[];
  /** Ticks per second, 1 to 120. */
  readonly hz: number;
}

export interface Drive {
  /** At most 64 bytes, unique for ever: driving an id that runs gives its match. */
  readonly id: string;
  /** Default: seat 1 alone. */
  readonly seats?: readonly number[];
  /** What differs from the game's defaults; asked only when the match begins. */
  readonly settings?: object;
  /** Kept in the record, for whoever lists matches: this one is meant to run as long as the server is kept. */
  readonly permanent?: boolean;
}

export type DriveRefusal =
  | 'unknown-game'
  | 'bad-settings'
  | 'ended'
  | 'frozen'
  | 'not-resumed'
  | 'too-many'
  | 'stopping';

/** A match that can't be driven; the message says why. */
export class DriveRefused extends Error {
  override readonly name = 'DriveRefused';
  readonly code: DriveRefusal;

  constructor(code: DriveRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

/** Matches driven at the same time, unless a host says otherwise; one more is refused as `too-many`. */
export const MOST_DRIVEN = 10_000;

const ID_BYTES = 64;
/** Turns between two hashes in the journal. */
const HASH_EVERY = 16;

export class DrivenMatches {
  readonly #context: HostContext;
  readonly #store: JournalStore;
  readonly #games: ReadonlyMap<string, DrivenGame>;
  readonly #most: number;
  readonly #matches = new Map<string, DrivenMatch>();
  readonly #beginning = new Map<string, Promise<DrivenMatch>>();
  #stopping = false;

  constructor(context: HostContext, store: JournalStore, games: readonly DrivenGame[], most = MOST_DRIVEN) {
    for (const { game, hz, migrations = [] } of games) {
      if (!Number.isInteger(hz) || hz < 1 || hz > 120)
        throw new RangeError(`${game.name}: hz must be a whole number from 1 to 120, got ${hz}`);
      checkMigrations(game, migrations);
    }
    this.#context = context;
    this.#store = store;
    this.#games = new Map(games.map((driven) => [driven.game.name, driven]));
    this.#most = most;
  }

  get size(): number {
    return this.#matches.size;
  }

  /** The match of that id, while it runs. */
  get(id: string): DrivenMatch | undefined {
    return this.#matches.get(id);
  }

  /** Begins a match, or returns the one that runs under this id. Rejects with DriveRefused. */
  async drive<G extends AnyGame>(game: G, drive: Drive): Promise<DrivenMatch<G>> {
    const { id } = drive;
    if (id === '' || utf8Length(id) > ID_BYTES) throw new RangeError(`a match's id has 1 to ${ID_BYTES} bytes`);
    let beginning = this.#beginning.get(id);
    if (beginning === undefined) {
      beginning = this.#drive(game, drive).finally(() => this.#beginning.delete(id));
      this.#beginning.set(id, beginning);
    }
    const match = await beginning;
    if (match.facts.game !== game) throw new DriveRefused('unknown-game', `match ${id} plays ${match.facts.game.name}`);
    return match as unknown as DrivenMatch<G>;
  }

  /** The permanent match of a game that the store has, whether it runs or was frozen; it is never to be replaced. */
  async permanentId(game: AnyGame): Promise<string | undefined> {
    for (const status of ['open', 'frozen'] as const) {
      const records = await this.#store.rooms({ status });
      const known = records.find((record) => record.game === game.name && parseMeta(record).driven?.permanent === true);
      if (known !== undefined) return known.id;
    }
    return undefined;
  }

  /** Whether a stored match is one of these. */
  owns(record: RoomRecord): boolean {
    return parseMeta(record).driven !== undefined;
  }

  /** Brings a match back; returns the reason when that can't be done. */
  async resume(record: RoomRecord): Promise<string | undefined> {
    const driven = this.#games.get(record.game);
    if (driven === undefined) return `this server no longer drives ${record.game}`;
    const journal = await readRoom(this.#context, driven, this.#store, record, HASH_EVERY);
    if ('reason' in journal) return journal.reason;
    const { machine } = journal;
    const { code, region, settings: chosen, driven: stored } = parseMeta(record);
    const settings = settingsText(chosen, record, machine);
    const { id, createdMs } = record;
    const facts = { id, code, region, seats: 0, settings, createdMs, epoch: record.epoch + 1, game: driven.game };
    this.#add(driven, facts, machine, record.segment + 1, stored?.permanent ?? false);
    this.#context.counters.resumedRooms++;
    return undefined;
  }

  /**
   * Tells what happened in a match after a turn, from its journal; also of one that is over. Rejects with DriveRefused
   * `unknown-game`, or when the journal can't be read.
   */
  async history(id: string, afterTurn: number, listener: DrivenListener): Promise<void> {
    const record = await this.#store.room(id);
    const driven = record && this.#games.get(record.game);
    if (record === undefined || driven === undefined)
      throw new DriveRefused('unknown-game', `there is no match ${id} of a game that this server drives`);
    const onTurn = (report: Parameters<typeof happened>[1], tick: number): void => {
      if (report.turn.number <= afterTurn || report.events.length === 0) return;
      listener(happened(id, report, tick));
    };
    const segments = await this.#segmentsAfter(record, afterTurn);
    if (segments.length === 0) return;
    const { divergedAt } = replay(driven.game, segments, {
      migrations: driven.migrations ?? [],
      onTurn: (_turn, report, machine) => onTurn(report, machine.tick),
    });
    if (divergedAt !== undefined)
      throw new Error(`turn ${divergedAt.turn} of match ${id} doesn't come out as it did: ${divergedAt.actual}`);
  }

  /** Stops time in all of them; after the last commit call `abandon`. */
  suspend(): void {
    this.#stopping = true;
    for (const match of this.#matches.values()) match.suspend();
  }

  abandon(): void {
    for (const match of this.#matches.values()) match.abandon();
  }

  async #drive(game: AnyGame, { id, seats = [1], settings, permanent = false }: Drive): Promise<DrivenMatch> {
    const running = this.#matches.get(id);
    if (running !== undefined) return running;
    const driven = this.#games.get(game.name);
    if (driven?.game !== game) throw new DriveRefused('unknown-game', `this server doesn't drive ${game.name}`);
    const record = await this.#store.room(id);
    if (record !== undefined) throw refusedBy(record);
    if (this.#stopping) throw new DriveRefused('stopping', 'the server is about to stop');
    if (this.#matches.size >= this.#most)
      throw new DriveRefused('too-many', `this server drives ${this.#most} matches and takes no more`);
    const { clock, random, region } = this.#context;
    const machine = Machine.start(game, {
      seats: seats as readonly Seat[],
      seed: random.bytes(SEED_BYTES),
      settings: settingsOf(game, settings),
      hashEvery: HASH_EVERY,
    });
    // A replay can't tell them again: it begins with the state that they led to.
    machine.takeEvents();
    const chosen = settings === undefined ? '' : JSON.stringify(settings);
    const facts = { id, code: '', region, seats: 0, settings: chosen, createdMs: clock.wallMs(), epoch: 1, game };
    return this.#add(driven, facts, machine, 0, permanent);
  }

  #add(driven: DrivenGame, facts: DrivenMatch['facts'], machine: Machine, segment: number, permanent: boolean) {
    const match = new DrivenMatch({
      context: this.#context,
      facts,
      permanent,
      hz: driven.hz,
      machine,
      segment,
      history: (id, afterTurn, listener) => this.history(id, afterTurn, listener),
      closed: ({ id }) => void this.#matches.delete(id),
    });
    this.#matches.set(facts.id, match);
    return match;
  }

  /** The segments from the one that the turn lies in; read backwards, as mostly the last is enough. */
  async #segmentsAfter(record: RoomRecord, afterTurn: number): Promise<readonly JournalSegment[]> {
    for (let back = 1; ; back *= 4) {
      const from = Math.max(0, record.segment - back);
      const records = await this.#store.read(record.id, from);
      const segments = readRecords(records.map(({ bytes }) => bytes));
      const behind = segments.filter(({ head }) => head.turn <= afterTurn).length;
      if (behind > 0) return segments.slice(behind - 1);
      if (from === 0) return segments;
    }
  }
}

function settingsOf(game: AnyGame, chosen: object | undefined): object | undefined {
  try {
    return chosen === undefined ? undefined : checkSettings(game, chosen);
  } catch (error) {
    throw new DriveRefused('bad-settings', error instanceof Error ? error.message : String(error));
  }
}

function refusedBy({ id, status }: RoomRecord): DriveRefused {
  if (status === 'closed') return new DriveRefused('ended', `match ${id} is over`);
  if (status === 'frozen') return new DriveRefused('frozen', `match ${id} stopped because of an error in its rules`);
  return new DriveRefused('not-resumed', `match ${id} could not be resumed; the server's log says why`);
}
