import { beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { plainAccounts } from '../testing/plain-accounts.ts';
import { codeOf } from '../testing/service-world.ts';
import { MOST_KEPT_PERIODS, periodOf, type BoardDefinition } from './board.ts';
import { BOARD_QUERIES } from './board-rows.ts';
import { Boards, MOST_AROUND, MOST_PER_PAGE, PLAYER_ENTRIES } from './boards.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const DAY_MS = 86_400_000;
const plain = { order: 'highest', operation: 'best', reset: 'never', keptPeriods: 1, writers: 'server' } as const;
const caller = (accountId: string) => ({ accountId, username: accountId });
const player = (accountId: string) => {
  return { ...caller(accountId), role: 'player', guest: false, sessionId: 's', characterId: null } as const;
};

/** Somebody may set the wall's clock back. */
class JumpingClock extends ManualClock {
  shiftMs = 0;

  override wallMs(): number {
    return super.wallMs() + this.shiftMs;
  }
}

describe('periods', () => {
  it('begin at midnight and on Mondays, in UTC', () => {
    const at = Date.UTC(2026, 1, 11, 23, 59, 59, 999);
    expect(periodOf({ reset: 'daily' }, at)).toBe(Date.UTC(2026, 1, 11));
    expect(periodOf({ reset: 'daily' }, at + 1)).toBe(Date.UTC(2026, 1, 12));
    expect(new Date(periodOf({ reset: 'weekly' }, at)).toISOString()).toBe('2026-02-09T00:00:00.000Z');
    expect(periodOf({ reset: 'weekly' }, Date.UTC(2026, 1, 9))).toBe(Date.UTC(2026, 1, 9));
    expect(periodOf({ reset: 'weekly' }, Date.UTC(2026, 1, 9) - 1)).toBe(Date.UTC(2026, 1, 2));
    expect(periodOf({ reset: 'never' }, at)).toBe(0);
  });
});

describe.for(availableDatabases)('boards on $name', (kind) => {
  let database: Database;
  let worlds = 0;
  migratedDatabase(kind, (made) => void (database = made));
  beforeAll(async () => {
    await plainAccounts(database, ['ann', 'bob', 'cid', 'dan', 'eve']);
  });

  function board(definition: Partial<BoardDefinition> = {}) {
    const name = `board-${worlds++}`;
    const clock = new JumpingClock(Date.UTC(2026, 1, 11, 12));
    const boards = new Boards({ database, clock }, [{ ...plain, name, ...definition }]);
    let keys = 0;
    const submit = (accountId: string, amount: number, key = `k${keys++}`) => {
      clock.advance(1);
      return boards.submit({ board: name, accountId, amount, key });
    };
    const shown = async (atMs?: number) => {
      const { entries } = await boards.page(name, atMs === undefined ? {} : { atMs });
      return entries.map(({ rank, name: who, score }) => `${rank} ${who} ${score}`);
    };
    return { name, clock, boards, submit, shown };
  }

  it.each([
    ['best', 'highest', [5, 9, 7], 9],
    ['best', 'lowest', [5, 9, -7], -7],
    ['set', 'highest', [5, 9, 7], 7],
    ['incr', 'highest', [5, 9, -7], 7],
    ['decr', 'lowest', [5, 9, 7], -21],
  ] as const)('%s, %s first, makes one score of several entries', async (operation, order, amounts, score) => {
    const { submit, shown } = board({ operation, order });
    for (const amount of amounts) expect(await submit('ann', amount)).toBe(true);
    expect(await shown()).toEqual([`1 ann ${score}`]);
  });

  it('orders either way, and equal scores by who came first', async () => {
    for (const order of ['highest', 'lowest'] as const) {
      const { submit, shown } = board({ order });
      await submit('eve', 10);
      await submit('cid', 20);
      await submit('ann', 10);
      await submit('bob', 20);
      // Trying again is not arriving again.
      await submit('cid', 20);
      const [low, high] = [
        ['eve 10', 'ann 10'],
        ['cid 20', 'bob 20'],
      ] as const;
      const expected = order === 'lowest' ? [...low, ...high] : [...high, ...low];
      expect(await shown()).toEqual(expected.map((each, at) => `${at + 1} ${each}`));
    }
  });

  it('counts a key once, also when it arrives many times at once', async () => {
    const { boards, name, submit, shown } = board({ operation: 'incr' });
    await submit('bob', 1, 'match 7');
    const all = await Promise.all(Array.from({ length: 8 }, () => submit('ann', 5, 'match 7')));
    expect(all.filter(Boolean)).toHaveLength(1);
    const others = await Promise.all(Array.from({ length: 8 }, (_, at) => submit('ann', 1, `m${at}`)));
    expect(others.every(Boolean)).toBe(true);
    expect(await shown()).toEqual(['1 ann 13', '2 bob 1']);
    expect(await codeOf(boards.submit({ board: name, accountId: 'ann', amount: 1, key: '' }))).toBe('bad-value');
    expect(await codeOf(boards.submit({ board: name, accountId: 'ann', amount: 1, key: 'x'.repeat(129) }))).toBe(
      'bad-value',
    );
  });

  it('begins anew each period, shows old ones as long as they are kept, then deletes them', async () => {
    const { boards, clock, name, submit, shown } = board({ reset: 'daily', keptPeriods: 2, operation: 'incr' });
    const first = clock.wallMs();
    await submit('ann', 5);
    clock.advance(DAY_MS);
    await submit('bob', 3);
    expect([await shown(), await shown(first)]).toEqual([['1 bob 3'], ['1 ann 5']]);
    expect(await boards.purge()).toBe(0);
    clock.advance(DAY_MS);
    expect([await shown(), await boards.purge(), await shown(first)]).toEqual([[], 2, []]);
    expect(await shown(first + DAY_MS)).toEqual(['1 bob 3']);
    expect((await boards.page(name)).periodMs).toBe(Date.UTC(2026, 1, 13));
  });

  it('goes through all pages by keyset without leaving out or repeating anybody', async () => {
    const { boards, name, submit } = board();
    const scores = [3, 1, 3, 2, 3];
    for (const [at, who] of ['ann', 'bob', 'cid', 'dan', 'eve'].entries()) await submit(who, scores[at]!);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await boards.page(name, { limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.entries.map(({ rank, accountId }) => `${rank} ${accountId}`));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toEqual(['1 ann', '2 cid', '3 eve', '4 dan', '5 bob']);
    for (const bad of ['', 'x', '1.2.3', `1.${'9'.repeat(16)}.1.ann`, '1.1.1.ann; drop'])
      expect(await codeOf(boards.page(name, { after: bad }))).toBe('bad-value');
  });

  it('shows an account among its neighbours', async () => {
    const { boards, name, submit } = board();
    for (const [at, who] of ['ann', 'bob', 'cid', 'dan', 'eve'].entries()) await submit(who, 50 - at);
    const { above, own, below } = await boards.around(name, caller('dan'), { count: 2 });
    const names = (rows: readonly { name: string }[]) => rows.map((row) => row.name);
    expect([names(above), own.name, own.score, names(below)]).toEqual([['bob', 'cid'], 'dan', 47, ['eve']]);
    expect(names((await boards.around(name, caller('ann'))).above)).toEqual([]);
    expect(await codeOf(boards.around(name, caller('nobody')))).toBe('not-found');
    expect(await codeOf(boards.around('none', caller('ann')))).toBe('not-found');
  });

  it('reads pages and neighbours from the index, whatever the size of the board', async () => {
    const place = [1, 1, 'a'];
    for (const [name, values] of [
      ['top', ['b', 0, 5]],
      ['below', ['b', 0, ...place, 5]],
      ['above', ['b', 0, ...place, 5]],
    ] as const) {
      expect(BOARD_QUERIES[name]).not.toMatch(/count\(|offset/i);
      if (database.engine !== 'sqlite') continue;
      const { rows } = await database.query(`explain query plan ${BOARD_QUERIES[name]}`, values);
      const plan = rows.map(({ detail }) => String(detail)).join('\n');
      expect(plan).toMatch(/SEARCH s USING INDEX board_rank/);
      expect(plan).not.toMatch(/TEMP B-TREE|SCAN/);
    }
  });

  it('is made again from its log: the same scores, whatever was in their place', async () => {
    const random = new SeededRandom('rebuild');
    for (const operation of ['best', 'set', 'incr', 'decr'] as const) {
      const { boards, clock, name, submit, shown } = board({ operation, order: 'lowest' });
      for (let count = 0; count < 40; count++) {
        const who = ['ann', 'bob', 'cid', 'dan'][random.int(0, 3)]!;
        await submit(who, random.int(-5, 5));
        // A clock that is set back.
        if (count === 20) clock.shiftMs = -5000;
      }
      const before = await shown();
      expect(before).toHaveLength(4);
      await database.batch([
        { sql: 'update board_score set score = 99, rank_key = 99, reached_ms = 0 where board = ?', values: [name] },
        { sql: `delete from board_score where board = ? and account_id = 'bob'`, values: [name] },
        {
          sql: `insert into board_score (board, period_ms, account_id, rank_key, score, reached_ms, entries) values (?, 0, 'eve', 1, 1, 1, 1)`,
          values: [name],
        },
      ]);
      expect(await boards.rebuild(name)).toBe(4);
      expect(await shown()).toEqual(before);
    }
  });

  it('takes entries of players only where they may write, and so many a minute', async () => {
    const closed = board();
    const entry = { board: closed.name, amount: 5, key: 'k' };
    expect(await codeOf(closed.boards.submitOwn(player('ann'), entry))).toBe('not-allowed');
    const open = board({ writers: 'players', operation: 'incr' });
    const submit = (key: string) => open.boards.submitOwn(player('ann'), { board: open.name, amount: 1, key });
    for (let count = 0; count < PLAYER_ENTRIES.tokens; count++) expect(await submit(`k${count}`)).toBe(true);
    expect(await codeOf(submit('one too many'))).toBe('too-many');
    expect(await open.shown()).toEqual([`1 ann ${PLAYER_ENTRIES.tokens}`]);
  });

  it('refuses what is no score, at the ends of the integers too', async () => {
    const { submit, shown } = board({ operation: 'incr' });
    for (const amount of [0.5, Number.NaN, Infinity, 2 ** 53])
      expect(await codeOf(submit('ann', amount))).toBe('bad-value');
    await submit('ann', Number.MAX_SAFE_INTEGER);
    expect(await codeOf(submit('ann', 1))).toBe('bad-value');
    await submit('bob', -Number.MAX_SAFE_INTEGER);
    expect(await shown()).toEqual([`1 ann ${Number.MAX_SAFE_INTEGER}`, `2 bob ${-Number.MAX_SAFE_INTEGER}`]);
    const zero = board({ operation: 'set', order: 'lowest' });
    await zero.submit('ann', -0);
    expect(await zero.shown()).toEqual(['1 ann 0']);
  });

  it('bounds pages, neighbours and periods', async () => {
    const many = Array.from({ length: MOST_PER_PAGE + 5 }, (_, at) => `crowd${worlds}-${String(at).padStart(3, '0')}`);
    await plainAccounts(database, many);
    const { boards, name, submit } = board({ order: 'lowest' });
    for (const [at, who] of many.entries()) await submit(who, at);
    expect((await boards.page(name, { limit: 1e6 })).entries).toHaveLength(MOST_PER_PAGE);
    expect((await boards.page(name, { limit: -1 })).entries).toHaveLength(1);
    const { above, below } = await boards.around(name, caller(many[50]!), { count: 1e6 });
    expect([above.length, below.length]).toEqual([MOST_AROUND, MOST_AROUND]);
    for (const wrong of [{ keptPeriods: MOST_KEPT_PERIODS + 1 }, { keptPeriods: 0 }, { name: 'No/Name' }])
      expect(() => board(wrong)).toThrow(TypeError);
  });
});
