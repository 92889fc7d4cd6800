/** Accounts with a character each, put straight into the database. */
import type { Database } from '@rubato/ports';
import type { Player } from '../player.ts';

export interface Person extends Player {
  readonly name: string;
}

let made = 0;

export interface PersonOptions {
  readonly faction?: string;
  readonly locationId?: string;
  /** Of this account instead of a new one. */
  readonly accountId?: string;
  readonly name?: string;
}

export async function person(database: Database, options: PersonOptions = {}): Promise<Person> {
  const number = String(made++).padStart(6, '0');
  const {
    faction = 'dawn',
    locationId = 'harbour',
    accountId = `account-${number}`,
    name = `Hero ${number}`,
  } = options;
  const characterId = `character-${number}`;
  const account = `insert into account (id, username, username_key, created_ms) values (?, ?, ?, 0) on conflict do nothing`;
  const character = `insert into character (id, account_id, name, name_key, faction, location_id, created_ms)
    values (?, ?, ?, ?, ?, ?, 0)`;
  await database.batch([
    { sql: account, values: [accountId, accountId, accountId] },
    { sql: character, values: [characterId, accountId, name, characterId, faction, locationId] },
  ]);
  return { accountId, characterId, name };
}

/** Several strangers. */
export async function persons(database: Database, count: number, options?: PersonOptions): Promise<readonly Person[]> {
  const all: Person[] = [];
  for (let i = 0; i < count; i++) all.push(await person(database, options));
  return all;
}
