import { expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { hex, sha256 } from '@rubato/schema';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { person } from '../testing/people.ts';
import { codeOf } from '../testing/service-world.ts';
import { nameKey } from '../text/name-key.ts';
import { MAILBOX_BYTES, PARCEL_WAIT_MS, PARCELS_PER_PAGE, PostOffice } from './post-office.ts';

let database: Database;
migratedDatabase(availableDatabases[0]!, (made) => void (database = made));

const INSERT = `insert into parcel (id, to_id, from_id, match_id, name, size, bytes, sent_ms)
  values (?, ?, null, 'm', ?, ?, '', 0)`;

function office() {
  const waited: number[] = [];
  const open = (_: string, waitMs: number) => {
    waited.push(waitMs);
    return { over: Promise.resolve(), end: () => {} };
  };
  const context = { database, clock: new ManualClock(), random: new SeededRandom('post') };
  return { waited, post: new PostOffice(context, { came: () => {}, open } as never) };
}

it('takes parcels until a mailbox holds its bytes, to the last one', async () => {
  const [ann, bob] = [await person(database), await person(database)];
  await database.batch([
    { sql: 'update account set username_key = ? where id = ?', values: [nameKey('bob'), bob.accountId] },
    { sql: INSERT, values: ['1', bob.accountId, 'big', MAILBOX_BYTES - 3] },
  ]);
  const { post } = office();
  const send = (bytes: Uint8Array) => {
    const name = `${'0'.repeat(64)}/1/ann/sheet-${hex(sha256(bytes))}`;
    return codeOf(post.send(ann.accountId, { name, to: 'bob', bytes }));
  };
  expect(await send(new Uint8Array(4))).toBe('limit-reached');
  expect(await send(new Uint8Array(3))).toBe('done');
  expect(await send(new Uint8Array(1))).toBe('limit-reached');
});

it(`lists ${PARCELS_PER_PAGE} at a time, and waits no longer than a request may`, async () => {
  const cem = await person(database);
  const ids = Array.from({ length: PARCELS_PER_PAGE + 1 }, (_, at) => `id ${1000 + at}`);
  await database.batch(ids.map((id) => ({ sql: INSERT, values: [id, cem.accountId, id, 1] })));
  const { post, waited } = office();
  const first = await post.list(cem.accountId);
  expect(first.map(({ id }) => id)).toEqual(ids.slice(0, PARCELS_PER_PAGE));
  expect(await post.list(cem.accountId, { after: first.at(-1)!.id, waitMs: 3_600_000 })).toHaveLength(1);
  expect(waited).toEqual([PARCEL_WAIT_MS]);
});
