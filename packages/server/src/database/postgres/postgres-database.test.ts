import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { havePostgres, startPostgres, type PostgresServer } from '../../../../../tools/provision/postgres-server.ts';
import { postgresText } from './placeholders.ts';
import { openPostgresDatabase, type PostgresDatabase } from './postgres-database.ts';

describe('placeholders', () => {
  it.each([
    ['select ? + ?', 'select $1 + $2'],
    [`select '?', "a?", 'it''s ?', ?`, `select '?', "a?", 'it''s ?', $1`],
    ['select ? -- ?\n, ?', 'select $1 -- ?\n, $2'],
    ['select /* ? */ ?', 'select /* ? */ $1'],
  ])('turn %j into %j', (sql, text) => {
    expect(postgresText(sql).text).toBe(text);
  });
});

describe.skipIf(!havePostgres)('a PostgreSQL database', () => {
  let server: PostgresServer;
  let url: string;
  let line: CutLine;
  let database: PostgresDatabase;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.freshDatabase();
    line = await cutLineTo(url);
    database = await openPostgresDatabase({ url: line.url, connections: 3 });
    await database.batch([{ sql: 'create table coin (id bigint primary key)' }]);
  });
  afterEach(async () => {
    await database.close();
    await line.close();
  });
  const put = (id: number) => database.batch([{ sql: 'insert into coin (id) values (?)', values: [id] }]);
  const direct = async (sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };

  it('is unavailable while the server cuts its connections, and goes on afterwards', async () => {
    const stuck = database.transaction(async (transaction) => {
      await transaction.query('insert into coin (id) values (1)');
      await direct(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'rubato' and datname = current_database()`,
      );
      await transaction.query('insert into coin (id) values (2)');
    });
    await expect(stuck).rejects.toMatchObject({ code: 'unavailable' });
    await put(3);
    expect((await database.query('select id from coin')).rows).toEqual([{ id: 3 }]);
  });

  it('says in-doubt, and does not repeat, when the line breaks while committing', async () => {
    let runs = 0;
    const doubtful = database.transaction(async (transaction) => {
      runs++;
      await transaction.query('insert into coin (id) values (1)');
      line.cutOnNextAnswer();
    });
    await expect(doubtful).rejects.toMatchObject({ code: 'in-doubt' });
    expect(runs).toBe(1);
    // This time it was written: only the answer got lost.
    expect((await direct('select id from coin')).rows).toHaveLength(1);
  });

  it('is overloaded while every connection is in use for longer than one may be waited for, and goes on afterwards', async () => {
    const lost: unknown[] = [];
    const small = await openPostgresDatabase({ url, connections: 1, connectMs: 100, onReach: (why) => lost.push(why) });
    let done = () => {};
    const held = new Promise<void>((resolve) => (done = resolve));
    const holder = small.transaction(() => held);
    const rival = small.transaction((transaction) => transaction.query('insert into coin (id) values (7)'));
    await expect(rival).rejects.toMatchObject({ code: 'overloaded' });
    done();
    await holder;
    await small.batch([{ sql: 'insert into coin (id) values (8)' }]);
    // That is no loss of the database.
    expect(lost).toEqual([]);
    await small.close();
  });

  it('is unavailable when nobody answers', async () => {
    await line.close();
    await expect(openPostgresDatabase({ url: line.url })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/^PostgreSQL at 127\.0\.0\.1:\d+ can't be used: .*ECONNREFUSED/),
    });
  });
});

interface CutLine {
  readonly url: string;
  /** Breaks the next connection on which the server answers, before the answer passes. */
  cutOnNextAnswer(): void;
  close(): Promise<void>;
}

/** A relay before the server, to break at will. */
async function cutLineTo(url: string): Promise<CutLine> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let cutting = false;
  const relay: Server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => [near, far].forEach((one) => one.destroy()));
    }
    near.pipe(far);
    far.on('data', (bytes) => {
      if (cutting) near.destroy();
      else near.write(bytes);
      cutting = false;
    });
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const { port } = relay.address() as { port: number };
  return {
    url: Object.assign(new URL(url), { port: String(port) }).href,
    cutOnNextAnswer: () => {
      cutting = true;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => relay.close(resolve));
    },
  };
}
