import { expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { MOST_SLOW, slowChannels } from './house.ts';

let database: Database;
migratedDatabase(availableDatabases[0]!, (made) => void (database = made));

it(`lists ${MOST_SLOW} slow channels, the first by their names`, async () => {
  const ids = Array.from({ length: MOST_SLOW + 1 }, (_, at) => `location:${1000 + at}`);
  const insert = 'insert into chat_channel (id, last_seq, slow_ms) values (?, 0, 1000)';
  await database.batch(ids.toReversed().map((id) => ({ sql: insert, values: [id] })));
  const listed = await slowChannels(database);
  expect(listed.map(({ channel }) => channel)).toEqual(ids.slice(0, MOST_SLOW));
});
