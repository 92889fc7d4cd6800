import { expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock } from '@rubato/ports/doubles';
import { base64url } from '@rubato/schema';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { NEW_KEY_RATE, SecretKeys } from './secret-keys.ts';

let database: Database;
migratedDatabase(availableDatabases[0]!, (made) => void (database = made));

it('takes so many new keys of a character in an hour; the same one again is none', async () => {
  const clock = new ManualClock();
  const keys = new SecretKeys({ database, clock });
  const ann = await person(database);
  const key = (at: number) => base64url(new Uint8Array(32).fill(at));
  const { tokens, perMs } = NEW_KEY_RATE;
  for (let at = 0; at < tokens; at++) expect(await codeOf(keys.publish(ann, key(at)))).toBe('done');
  expect(await codeOf(keys.publish(ann, key(tokens)))).toBe('too-many');
  expect(await codeOf(keys.publish(ann, key(tokens - 1)))).toBe('done');
  expect((await keys.find(ann, ann.characterId)).publicKey).toBe(key(tokens - 1));
  clock.advance(perMs / tokens);
  expect(await codeOf(keys.publish(ann, key(tokens)))).toBe('done');
});
