import {
  DatabaseError,
  type Database,
  type DatabaseErrorCode,
  type DatabaseLimits,
  type SqlValue,
} from '../database.ts';
import { check, failure, same, withHarness } from './runner.ts';
import type { Rule, Runner } from './runner.ts';

export interface DatabaseHarness {
  /** A further connection to this harness's own database, empty at first. */
  open(limits?: Partial<DatabaseLimits>): Promise<Database>;
  stop?(): Promise<void>;
}

/** What every `Database` promises. `make` gives a fresh, empty database. */
export function databaseContract({ describe, it }: Runner, name: string, make: () => Promise<DatabaseHarness>): void {
  const rule = withHarness(it, async () => {
    const harness = await make();
    const database = await harness.open();
    const bytes = database.engine === 'sqlite' ? 'blob' : 'bytea';
    await database.batch([
      {
        sql: `create table purse (id text primary key, gold bigint not null check (gold >= 0), note text, seal ${bytes})`,
      },
      { sql: 'create table coin (id text primary key, purse text not null references purse (id))' },
    ]);
    return { ...harness, database };
  });
  describe(`database contract: ${name}`, () => {
    describe('values', () => valueRules(rule));
    describe('transactions', () => transactionRules(rule));
    describe('transactions that meet', () => meetingRules(rule));
    describe('batches', () => batchRules(rule));
    describe('errors', () => errorRules(rule));
    describe('limits', () => limitRules(rule));
    describe('closing', () => closingRules(rule));
  });
}

type DatabaseRule = Rule<DatabaseHarness & { readonly database: Database }>;

const insert = 'insert into purse (id, gold, note, seal) values (?, ?, ?, ?)';
const take = 'update purse set gold = gold - ? where id = ? and gold >= ? returning gold';

async function fill(database: Database, id: string, gold: SqlValue, note: SqlValue = null): Promise<void> {
  await database.batch([{ sql: insert, values: [id, gold, note, null] }]);
}

async function goldOf(database: Database, id: string): Promise<unknown> {
  return (await database.query('select gold from purse where id = ?', [id])).rows[0]?.['gold'];
}

async function fails(code: DatabaseErrorCode, run: () => unknown): Promise<DatabaseError> {
  const error = await failure(run, `a call that ends in ${code}`);
  check(error instanceof DatabaseError, `expected a DatabaseError, got ${String(error)}`);
  same(error.code, code, `the code of "${error.message}"`);
  return error;
}

function valueRules(rule: DatabaseRule): void {
  rule('gives back integers, texts, bytes and nulls as they were', async ({ database }) => {
    const seal = Uint8Array.from({ length: 256 }, (_, index) => index);
    const note = `Grüße 🎶 '; drop table purse; -- <script>alert("?")</script> \\ % $1 ?`;
    await database.batch([{ sql: insert, values: ['a', Number.MAX_SAFE_INTEGER, note, seal] }]);
    const { rows } = await database.query('select * from purse where note = ?', [note]);
    same(rows, [{ id: 'a', gold: Number.MAX_SAFE_INTEGER, note, seal }], 'the row');
    await database.batch([{ sql: insert, values: ['b', 0n, '', new Uint8Array(0)] }]);
    const empty = await database.query('select note, seal from purse where id = ?', ['b']);
    same(empty.rows, [{ note: '', seal: new Uint8Array(0) }], 'the empty row');
  });

  rule('counts, adds up and compares in numbers', async ({ database }) => {
    await fill(database, 'a', 5);
    await fill(database, 'b', 2);
    const sql = 'select count(*) as count, sum(gold) as sum, max(gold) > min(gold) as rich, 7 / 2 as half from purse';
    same((await database.query(sql)).rows, [{ count: 2, sum: 7, rich: 1, half: 3 }], 'the answer');
  });

  rule('leaves question marks in texts, names and comments alone', async ({ database }) => {
    const { rows } = await database.query(`select '?' as "what?", id from purse where id = ? /* ? */ -- ?`, ['a']);
    same(rows, [], 'rows');
    same((await database.query(`select 'it''s ?' as text`)).rows, [{ text: `it's ?` }], 'text');
  });

  rule('stores integers beyond 2^53−1, but gives none back wrongly', async ({ database }) => {
    await fill(database, 'a', 2n ** 53n + 1n);
    await fails('out-of-range', () => database.query('select gold from purse'));
    const same53 = await database.query('select id from purse where gold = ?', [2n ** 53n + 1n]);
    same(same53.rows, [{ id: 'a' }], 'found by its exact value');
  });

  for (const [what, value] of [
    ['text with U+0000', 'a\0b'],
    ['text with half a surrogate pair', 'a\ud800'],
    ['not a number', Number.NaN],
    ['an inexact integer', 2 ** 60],
    ['an integer beyond 64 bits', 2n ** 63n],
    ['undefined', undefined],
    ['a boolean', true],
  ] as const) {
    rule(`refuses as a value: ${what}`, async ({ database }) => {
      const values = ['a', 1, value as SqlValue, null];
      await fails('bad-value', () => database.batch([{ sql: insert, values }]));
      await fails('bad-value', () => database.transaction((transaction) => transaction.query(insert, values)));
      await fails('bad-value', () => database.query('select ? as value', [value as SqlValue]));
      same(await goldOf(database, 'a'), undefined, 'nothing written');
    });
  }

  rule('says how many rows a writing statement changed', async ({ database }) => {
    await fill(database, 'a', 1);
    await fill(database, 'b', 1);
    const [plain, returning, none, read] = await database.batch([
      { sql: 'update purse set gold = 3' },
      { sql: 'update purse set gold = 4 returning id' },
      { sql: 'delete from purse where id = ?', values: ['c'] },
      { sql: 'select id from purse' },
    ]);
    same([plain!.changes, returning!.changes, none!.changes, read!.changes], [2, 2, 0, 0], 'changes');
    same([returning!.rows.length, read!.rows.length], [2, 2], 'rows');
  });
}

function transactionRules(rule: DatabaseRule): void {
  rule('keeps all of a transaction and answers with what its work returned', async ({ database, open }) => {
    const answer = await database.transaction(async (transaction) => {
      await transaction.query(insert, ['a', 1, null, null]);
      await transaction.query('update purse set gold = gold + 1');
      return (await transaction.query('select gold from purse')).rows[0]!['gold'];
    });
    same(answer, 2, 'the answer');
    same(await goldOf(await open(), 'a'), 2, 'gold seen by another connection');
  });

  rule('keeps nothing of a transaction whose work throws, and throws the same', async ({ database }) => {
    const reason = new Error('changed my mind');
    const work = database.transaction(async (transaction) => {
      await transaction.query(insert, ['a', 1, null, null]);
      throw reason;
    });
    check((await failure(() => work, 'the transaction')) === reason, 'another error came out');
    same(await goldOf(database, 'a'), undefined, 'gold');
  });

  rule('keeps nothing when a statement failed, even if the work swallows that', async ({ database }) => {
    await fill(database, 'a', 1);
    const swallowing = database.transaction(async (transaction) => {
      await transaction.query('update purse set gold = 9');
      await transaction.query(insert, ['a', 1, null, null]).catch(() => {});
      await transaction.query('select 1 as one').catch(() => {});
      return 'fine';
    });
    await fails('unique', () => swallowing);
    same(await goldOf(database, 'a'), 1, 'gold');
  });

  rule('goes on after failed transactions, with those beside them untouched', async ({ database }) => {
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        database.transaction(async (transaction) => {
          await transaction.query(insert, [`p${index}`, index, null, null]);
          if (index % 2 === 0) await transaction.query(insert, [`p${index}`, 0, null, null]);
        }),
      ),
    );
    same(
      results.map(({ status }) => status === 'fulfilled'),
      results.map((_, index) => index % 2 === 1),
      'outcomes',
    );
    same((await database.query('select count(*) as count from purse')).rows, [{ count: 10 }], 'rows kept');
  });

  rule('shows nothing of a transaction to others before it ends', async ({ database }) => {
    const seen: unknown[] = [];
    await database.transaction(async (transaction) => {
      await transaction.query(insert, ['a', 1, null, null]);
      seen.push(await goldOf(database, 'a'));
    });
    seen.push(await goldOf(database, 'a'));
    same(seen, [undefined, 1], 'gold seen before and after');
  });

  rule('takes no statement after the transaction has ended', async ({ database }) => {
    const kept = await database.transaction(async (transaction) => transaction);
    await fails('failed', () => kept.query('select 1 as one'));
  });
}

function meetingRules(rule: DatabaseRule): void {
  const addOne = (database: Database, locks?: readonly string[]) =>
    database.transaction(
      async (transaction) => {
        const { rows } = await transaction.query('select gold from purse where id = ?', ['a']);
        await transaction.query('update purse set gold = ? where id = ?', [Number(rows[0]!['gold']) + 1, 'a']);
      },
      { retries: 1000, ...(locks ? { locks } : {}) },
    );

  rule('loses nothing of 50 that read, add one and write', async ({ database }) => {
    await fill(database, 'a', 0);
    await Promise.all(Array.from({ length: 50 }, () => addOne(database)));
    same(await goldOf(database, 'a'), 50, 'gold');
  });

  rule('loses nothing when they come over several connections', async ({ database, open }) => {
    await fill(database, 'a', 0);
    const others = [database, await open(), await open()];
    await Promise.all(Array.from({ length: 30 }, (_, index) => addOne(others[index % 3]!)));
    same(await goldOf(database, 'a'), 30, 'gold');
  });

  rule('runs those that share a lock one after the other, without collisions', async ({ database, open }) => {
    await fill(database, 'a', 0);
    const other = await open();
    let runs = 0;
    const add = (on: Database) =>
      on.transaction(
        async (transaction) => {
          runs++;
          const { rows } = await transaction.query('select gold from purse where id = ?', ['a']);
          await transaction.query('update purse set gold = ? where id = ?', [Number(rows[0]!['gold']) + 1, 'a']);
        },
        { retries: on.engine === 'postgres' ? 0 : 1000, locks: ['purse a'] },
      );
    await Promise.all(Array.from({ length: 40 }, (_, index) => add(index % 2 ? database : other)));
    same(await goldOf(database, 'a'), 40, 'gold');
    check(runs >= 40, 'each ran');
  });

  rule('never waits in a circle over locks named in another order', async ({ database }) => {
    await fill(database, 'a', 0);
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => addOne(database, index % 2 ? ['one', 'two'] : ['two', 'one'])),
    );
    same(await goldOf(database, 'a'), 40, 'gold');
  });

  rule('lets exactly as many take from a purse as it holds', async ({ database }) => {
    await fill(database, 'a', 7);
    const taken = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const [result] = await database.batch([{ sql: take, values: [1, 'a', 1] }], { retries: 1000 });
        return result!.changes;
      }),
    );
    same(taken.filter((changes) => changes === 1).length, 7, 'those who took');
    same(await goldOf(database, 'a'), 0, 'gold');
  });

  rule('lets no two decide on what the other one changes (write skew)', async ({ database }) => {
    await fill(database, 'a', 1);
    await fill(database, 'b', 1);
    // Each may take its last coin only while the other still has one.
    const leave = (mine: string) =>
      database.transaction(async (transaction) => {
        const { rows } = await transaction.query('select sum(gold) as sum from purse');
        if (Number(rows[0]!['sum']) > 1) await transaction.query('update purse set gold = 0 where id = ?', [mine]);
      });
    await Promise.all([leave('a'), leave('b'), leave('a'), leave('b')]);
    same((await database.query('select sum(gold) as sum from purse')).rows, [{ sum: 1 }], 'gold left');
  });
}

function batchRules(rule: DatabaseRule): void {
  rule('undoes the whole batch when a statement met another number of rows than expected', async ({ database }) => {
    await fill(database, 'a', 5);
    const error = await fails('unexpected-rows', () =>
      database.batch([
        { sql: insert, values: ['b', 1, null, null], expect: 1 },
        { sql: take, values: [6, 'a', 6], expect: 1 },
      ]),
    );
    same(error.statement, 1, 'which statement');
    same([await goldOf(database, 'a'), await goldOf(database, 'b')], [5, undefined], 'gold');
  });

  rule('says which statement of a batch failed', async ({ database }) => {
    await fill(database, 'a', 5);
    const again = { sql: insert, values: ['a', 1, null, null] };
    const error = await fails('unique', () => database.batch([{ sql: 'select 1 as one' }, again]));
    same(error.statement, 1, 'which statement');
  });

  rule('works inside a transaction too', async ({ database }) => {
    const gold = await database.transaction(async (transaction) => {
      const [, read] = await transaction.batch([
        { sql: insert, values: ['a', 3, null, null], expect: 1 },
        { sql: 'select gold from purse', expect: 1 },
      ]);
      return read!.rows[0]!['gold'];
    });
    same(gold, 3, 'gold');
  });

  rule('does five hundred at once', async ({ database }) => {
    await fill(database, 'a', 0);
    const add = { sql: 'update purse set gold = gold + 1 where id = ?', values: ['a'], expect: 1 };
    await Promise.all(Array.from({ length: 500 }, () => database.batch([add], { locks: ['a'] })));
    same(await goldOf(database, 'a'), 500, 'gold');
  });
}

function errorRules(rule: DatabaseRule): void {
  rule('tells a unique key that exists from any other constraint', async ({ database }) => {
    await fill(database, 'a', 1);
    await fails('unique', () => fill(database, 'a', 2));
    await fails('constraint', () => fill(database, 'b', -1));
    await fails('constraint', () => fill(database, 'b', null));
    await fails('constraint', () => database.batch([{ sql: `insert into coin values ('c', 'nobody')` }]));
  });

  rule('refuses to write outside a transaction', async ({ database }) => {
    await fill(database, 'a', 1);
    await fails('read-only', () => database.query('update purse set gold = 2'));
    await fails('read-only', () => database.query('delete from purse returning id'));
    same(await goldOf(database, 'a'), 1, 'gold');
  });

  rule('names a wrong statement', async ({ database }) => {
    await fails('failed', () => database.query('select from nowhere at all'));
    await fails('failed', () => database.batch([{ sql: 'insert into nowhere values (1)' }]));
  });
}

const COUNT = 'with recursive n (n) as (select 1 union all select n + 1 from n where n < ?) select n from n';

function limitRules(rule: DatabaseRule): void {
  rule('answers too-large instead of with too many rows', async ({ open }) => {
    const small = await open({ rows: 10 });
    same((await small.query(COUNT, [10])).rows.length, 10, 'rows within the limit');
    await fails('too-large', () => small.query(COUNT, [11]));
  });

  rule('ends a statement that takes too long', async ({ open }) => {
    const hasty = await open({ statementMs: 50, rows: 1_000_000_000 });
    await fails('timeout', () => hasty.query(COUNT, [1_000_000_000]));
    same((await hasty.query('select 1 as one')).rows, [{ one: 1 }], 'the next answer');
  });

  rule('undoes a transaction that takes too long, and lets the next one in', async ({ open }) => {
    const hasty = await open({ transactionMs: 100 });
    let proceed = () => {};
    const never = new Promise<void>((resolve) => (proceed = resolve));
    let late: Promise<unknown> | undefined;
    const stuck = hasty.transaction(async (transaction) => {
      await transaction.query(insert, ['a', 1, null, null]);
      late = never.then(() => failure(() => transaction.query(insert, ['b', 1, null, null]), 'a late statement'));
      await never;
    });
    await fails('timeout', () => stuck);
    await fill(hasty, 'c', 1);
    proceed();
    await late;
    same((await hasty.query('select id from purse')).rows, [{ id: 'c' }], 'rows');
  });

  rule('answers overloaded once as many wait as may', async ({ open }) => {
    const small = await open({ waiting: 5 });
    const calls = Array.from({ length: 8 }, (_, index) => fill(small, `p${index}`, 1));
    const outcomes = await Promise.allSettled(calls);
    const codes = outcomes.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as DatabaseError).code : 'ok',
    );
    same(codes, ['ok', 'ok', 'ok', 'ok', 'ok', 'overloaded', 'overloaded', 'overloaded'], 'outcomes');
    await fill(small, 'later', 1);
  });

  rule('is healthy', async ({ database }) => {
    await database.healthy();
  });
}

function closingRules(rule: DatabaseRule): void {
  rule('finishes what was begun, then refuses everything; closing twice is fine', async ({ database, open }) => {
    const begun = fill(database, 'a', 1);
    await Promise.all([begun, database.close()]);
    await database.close();
    await fails('closed', () => database.query('select 1 as one'));
    await fails('closed', () => fill(database, 'b', 1));
    await fails('closed', () => database.healthy());
    same(await goldOf(await open(), 'a'), 1, 'gold in a new connection');
  });
}
