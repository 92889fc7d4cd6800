/** The characters of an account: names, factions, and a deletion that can be undone for a while. */
import type { SqlRow, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { builderOver, type Queryable } from '../schema/query-builder.ts';
import type { Caller } from '../accounts/sessions.ts';
import type { ServiceContext } from '../service-context.ts';
import { checkCharacterName } from '../text/name-rules.ts';
import { newId } from '../uuid.ts';

export interface Character {
  readonly id: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly locationId: string;
  /** Present while a deletion can be undone: when it becomes final. */
  readonly deletedMs?: number;
}

/** What the game's world offers to newcomers. */
export interface CharacterRules {
  /** Faction → the location where its characters begin. */
  readonly startingLocations: ReadonlyMap<string, string>;
  /** Characters of one account, those being deleted not counted; one more is answered `limit-reached`. */
  readonly perAccount: number;
  /** Those being deleted; one more is answered `limit-reached`, so that names can't be hoarded. */
  readonly deletedPerAccount: number;
  readonly undoMs: number;
}

export const CHARACTER_LIMITS = { perAccount: 8, deletedPerAccount: 8, undoMs: 7 * 24 * 3_600_000 } as const;

const PURGE = `delete from character where id in (select id from character where deleted_ms <= ? order by deleted_ms limit ?) returning id`;
/** A text of its own instead of the builder's: every client asks for this when it starts. */
const LIST = `select id, name, faction, level, location_id, deleted_ms from character
  where account_id = ? and (deleted_ms is null or deleted_ms > ?) order by id`;
const COUNT = `select sum(case when deleted_ms is null then 1 else 0 end) as living,
  sum(case when deleted_ms is null then 0 else 1 end) as deleted from character where account_id = ?`;

export class Characters {
  readonly #context: Pick<ServiceContext, 'database' | 'clock' | 'random'>;
  readonly #rules: CharacterRules;

  constructor(context: Pick<ServiceContext, 'database' | 'clock' | 'random'>, rules: CharacterRules) {
    this.#context = context;
    this.#rules = rules;
  }

  /** The oldest first. */
  async list(caller: Caller): Promise<readonly (Character & { readonly selected: boolean })[]> {
    const { database, clock } = this.#context;
    const { rows } = await database.query<Row>(LIST, [caller.accountId, clock.wallMs()]);
    return rows.map((row) => ({ ...shown(row), selected: row.id === caller.characterId }));
  }

  /** Throws Refused `bad-value`, `taken` or `limit-reached`. */
  async create({ accountId }: Caller, wanted: { readonly name: string; readonly faction: string }): Promise<Character> {
    const { name, key } = checkCharacterName(wanted.name);
    const locationId = this.#rules.startingLocations.get(wanted.faction);
    if (locationId === undefined) {
      const factions = [...this.#rules.startingLocations.keys()].join(', ');
      throw new Refused('bad-value', `there is no such faction; there are ${factions}`);
    }
    const character = { id: newId(this.#context), name, faction: wanted.faction, level: 1, locationId };
    const values = { id: character.id, name, name_key: key, faction: wanted.faction, location_id: locationId };
    await this.#changing(accountId, async (transaction) => {
      if ((await countOf(transaction, accountId)).living >= this.#rules.perAccount)
        throw new Refused(
          'limit-reached',
          `an account has ${this.#rules.perAccount} characters at most; delete one first`,
        );
      const made = await builderOver(transaction)
        .insertInto('character')
        .values({ ...values, account_id: accountId, created_ms: this.#context.clock.wallMs() })
        .onConflict((conflict) => conflict.column('name_key').doNothing())
        .executeTakeFirst();
      if (made.numInsertedOrUpdatedRows !== 1n)
        throw new Refused(
          'taken',
          'this name, or one that looks like it, belongs to another character; choose another',
        );
    });
    return character;
  }

  /** One of the account's characters; throws Refused `not-found`. */
  get(caller: Pick<Caller, 'accountId'>, characterId: string): Promise<Character> {
    return this.#own(this.#context.database, caller, characterId);
  }

  /** Chooses the character that this session plays; throws Refused `not-found`. */
  async select(caller: Caller, characterId: string): Promise<Character> {
    return this.#changing(caller.accountId, async (transaction) => {
      const character = await this.#own(transaction, caller, characterId);
      if (character.deletedMs !== undefined) throw noSuchCharacter();
      await builderOver(transaction)
        .updateTable('session')
        .set({ character_id: characterId })
        .where('id', '=', caller.sessionId)
        .execute();
      return character;
    });
  }

  /** Deletes after the time for undoing, in which it can't be played; throws Refused `not-found` or `limit-reached`. */
  async remove(caller: Caller, characterId: string): Promise<{ readonly finalMs: number }> {
    return this.#changing(caller.accountId, async (transaction) => {
      const { deletedMs } = await this.#own(transaction, caller, characterId);
      // Asking again doesn't put it off.
      if (deletedMs !== undefined) return { finalMs: deletedMs };
      if ((await countOf(transaction, caller.accountId)).deleted >= this.#rules.deletedPerAccount)
        throw new Refused(
          'limit-reached',
          `${this.#rules.deletedPerAccount} characters are being deleted; wait for them`,
        );
      const finalMs = this.#context.clock.wallMs() + this.#rules.undoMs;
      const builder = builderOver(transaction);
      await builder.updateTable('character').set({ deleted_ms: finalMs }).where('id', '=', characterId).execute();
      await builder
        .updateTable('session')
        .set({ character_id: null })
        .where('character_id', '=', characterId)
        .execute();
      return { finalMs };
    });
  }

  /** Takes a deletion back; throws Refused `not-found` or `limit-reached`. */
  async restore(caller: Caller, characterId: string): Promise<Character> {
    return this.#changing(caller.accountId, async (transaction) => {
      const { deletedMs, ...character } = await this.#own(transaction, caller, characterId);
      if (deletedMs === undefined) return character;
      if ((await countOf(transaction, caller.accountId)).living >= this.#rules.perAccount)
        throw new Refused(
          'limit-reached',
          `an account has ${this.#rules.perAccount} characters at most; delete one first`,
        );
      const update = builderOver(transaction).updateTable('character').set({ deleted_ms: null });
      await update.where('id', '=', characterId).execute();
      return character;
    });
  }

  /** Removes for good what can't be undone any more, at most `limit`; returns their ids. */
  async purge(limit = 500): Promise<readonly string[]> {
    const purge = { sql: PURGE, values: [this.#context.clock.wallMs(), limit] };
    const [result] = await this.#context.database.batch([purge], { locks: [] });
    return result!.rows.map(({ id }) => String(id));
  }

  /** Transactions that change which characters an account has go one after the other. */
  #changing<T>(accountId: string, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#context.database.transaction(work, { locks: [`characters ${accountId}`] });
  }

  /** Somebody else's character is answered like none. */
  async #own(queryable: Queryable, { accountId }: Pick<Caller, 'accountId'>, id: string): Promise<Character> {
    const row = await readable(queryable).where('id', '=', id).where('account_id', '=', accountId).executeTakeFirst();
    if (!row || (row.deleted_ms !== null && row.deleted_ms <= this.#context.clock.wallMs())) throw noSuchCharacter();
    return shown(row);
  }
}

function readable(queryable: Queryable) {
  return builderOver(queryable)
    .selectFrom('character')
    .select(['id', 'name', 'faction', 'level', 'location_id', 'deleted_ms']);
}

interface Row extends SqlRow {
  readonly id: string;
  readonly name: string;
  readonly faction: string;
  readonly level: number;
  readonly location_id: string;
  readonly deleted_ms: number | null;
}

function shown({ id, name, faction, level, location_id, deleted_ms }: Row): Character {
  const character = { id, name, faction, level, locationId: location_id };
  return deleted_ms === null ? character : { ...character, deletedMs: deleted_ms };
}

async function countOf(transaction: Transaction, accountId: string): Promise<{ living: number; deleted: number }> {
  const { rows } = await transaction.query<{ living: number | null; deleted: number | null }>(COUNT, [accountId]);
  return { living: rows[0]?.living ?? 0, deleted: rows[0]?.deleted ?? 0 };
}

function noSuchCharacter(): Refused {
  return new Refused('not-found', 'there is no such character of yours');
}
