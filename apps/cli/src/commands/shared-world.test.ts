/** `rubato replay` and `rubato verify` of a world whose journal is in PostgreSQL, beside its server and afterwards. */
import pg from 'pg';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { havePostgres, startPostgres, type PostgresServer } from '../../../../tools/provision/postgres-server.ts';
import { call, callJson } from '../testing/call.ts';
import { serve } from '../testing/child.ts';
import { freshFolder } from '../testing/folder.ts';

const patience = { timeout: 20_000, interval: 300 };
const turnsOf = ({ value }: { readonly value: unknown }) => (value as { turns?: number } | undefined)?.turns ?? 0;

describe.skipIf(!havePostgres)('a world in PostgreSQL', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  it('is replayed, exported and verified from there, and what was changed in it shows', async () => {
    const database = await postgres.freshDatabase();
    const folder = freshFolder();
    const { child } = await serve(join(folder, 'data'), ['--database', database]);
    const at = ['--database', database];
    // Once the server has begun its world.
    const unknown = () => call(['replay', 'elsewhere', ...at], { directory: folder });
    const named = async () => /it has (realm-[0-9a-f]+)/.exec((await unknown()).err)?.[1];
    await expect.poll(named, patience).toBeDefined();
    expect((await unknown()).code).toBe(2);
    const id = (await named())!;
    const beside = async () => turnsOf(await callJson(['replay', id, ...at], { directory: folder }));
    await expect.poll(beside, patience).toBeGreaterThan(0);
    child.kill('SIGINT');
    expect(await child.ended).toBe(0);

    const replayed = await callJson(['replay', id, ...at, '--export', 'world.journal'], { directory: folder });
    expect(replayed).toMatchObject({ code: 0, value: { game: 'realm', room: id } });
    expect(existsSync(join(folder, 'world.journal'))).toBe(true);
    const { hash } = replayed.value! as { readonly hash: string };
    for (const what of [[id, ...at], ['world.journal']]) {
      const { code, value } = await callJson(['verify', ...what], { directory: folder });
      expect([code, value]).toMatchObject([0, { ok: true, sealed: true, hash: hash }]);
    }

    const client = new pg.Client({ connectionString: database });
    await client.connect();
    const { rows } = await client.query<{ segment: string; place: string; bytes: string }>(
      `select segment, place, bytes from world_record where kind = 'block' order by segment desc, place desc limit 1`,
    );
    const bytes = Buffer.from(rows[0]!.bytes, 'base64');
    bytes[bytes.length >> 1]! ^= 1;
    const changed = [bytes.toString('base64'), rows[0]!.segment, rows[0]!.place];
    await client.query('update world_record set bytes = $1 where segment = $2 and place = $3', changed);
    await client.end();
    expect((await call(['verify', id, ...at], { directory: folder })).code).toBe(3);
  });
});
