/** Matches between two turns, kept in memory while they are asked for, and made again from the database. */
import type { Database } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { GameRow } from './game-rows.ts';
import { readSheets } from './sheets-text.ts';
import type { Awaitable, TurnPosition, TurnRules } from './turn-rules.ts';

/** Positions in memory; the one that was longest not asked for goes first. */
export const MOST_POSITIONS = 64;
/** A state is stored every so many turns: the most that is run again to reach a position. */
export const SNAPSHOT_EVERY = 8;

const SNAPSHOT = `select turn, state from turn_snapshot where game_id = ? and turn <= ? order by turn desc limit 1`;
const RECORDS = `select turn, sheets, hash from turn_record where game_id = ? and turn > ? and turn <= ? order by turn`;

export class Positions {
  readonly #database: Database;
  readonly #rules: ReadonlyMap<string, TurnRules>;
  readonly #kept = new Map<string, TurnPosition>();

  constructor(database: Database, rules: readonly TurnRules[]) {
    this.#database = database;
    this.#rules = new Map(rules.map((each) => [each.game, each]));
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Throws Refused `not-found`. */
  rules(game: string): TurnRules {
    const rules = this.#rules.get(game);
    if (!rules) throw new Refused('not-found', `this server has no turn game ${game}`);
    return rules;
  }

  games(): readonly TurnRules[] {
    return [...this.#rules.values()];
  }

  /**
   * Asks the match after so many turns; `question` must not change it. Throws Refused `conflict` when the match is of
   * another version of the game.
   */
  async ask<T>(game: GameRow, turns: number, question: (position: TurnPosition) => Awaitable<T>): Promise<T> {
    const known = this.#kept.get(game.id);
    // Asked without a wait in between: somebody might take it and run it.
    if (known?.turn === turns) {
      this.put(game.id, known);
      return question(known);
    }
    const position = await this.#load(game, turns);
    const kept = this.#kept.get(game.id);
    if (kept === undefined || kept.turn < turns) this.put(game.id, position);
    return question(position);
  }

  /** The match after so many turns for the caller alone, who may run it. */
  async take(game: GameRow, turns: number): Promise<TurnPosition> {
    const known = this.#kept.get(game.id);
    this.#kept.delete(game.id);
    return known?.turn === turns ? known : this.#load(game, turns);
  }

  put(id: string, position: TurnPosition): void {
    this.#kept.delete(id);
    this.#kept.set(id, position);
    if (this.#kept.size <= MOST_POSITIONS) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      break;
    }
  }

  async #load(game: GameRow, turns: number): Promise<TurnPosition> {
    const rules = this.rules(game.game);
    if (rules.version !== game.version)
      throw new Refused('conflict', `the match plays version ${game.version}, this server has ${rules.version}`);
    const [stored] = (await this.#database.query(SNAPSHOT, [game.id, turns])).rows;
    const position = stored ? rules.load(game, stored['state'] as string) : await rules.begin(game);
    const { rows } = await this.#database.query(RECORDS, [game.id, position.turn, turns]);
    for (const row of rows) {
      await position.run(await readSheets(row['sheets'] as string));
      if ((await position.hash()) !== row['hash'])
        throw new Error(`turn ${row['turn']} of game ${game.id} doesn't come out as it did: did the rules change?`);
    }
    if (position.turn !== turns) throw new Error(`game ${game.id} has no record of turn ${position.turn + 1}`);
    return position;
  }
}
