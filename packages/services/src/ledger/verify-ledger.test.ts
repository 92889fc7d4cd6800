import { describe, expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, SeededRandom } from '@rubato/ports/doubles';
import { Trades } from '../trades/trades.ts';
import { systemHolder } from './holders.ts';
import { Ledger } from './ledger.ts';
import { wipeLedger } from './testing/wipe.ts';
import { MOST_FINDINGS } from './verification.ts';
import { verifyLedger } from './verify-ledger.ts';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';

const SHOP = systemHolder('shop');

describe.for(availableDatabases)('verifying the ledger on $name', (kind) => {
  let database: Database;
  migratedDatabase(kind, (made) => void (database = made));

  /** Ann and Bob have traded once: gold for a sword. */
  async function traded() {
    await wipeLedger(database);
    const context = { database, clock: new ManualClock(), random: new SeededRandom('verify') };
    const ledger = new Ledger(context);
    const trades = new Trades({ ...context, mayTrade: async () => undefined });
    const give = { from: SHOP, to: 'ann', asset: 'gold', amount: 100 };
    const sword = { template: 'sword', data: '{}', to: 'bob' };
    const { reply } = await ledger.post(
      { actorId: 'server', key: '1' },
      { kind: 'shop', assets: [give], mint: [sword] },
    );
    const { reply: asked } = await trades.request({ characterId: 'ann', key: '1' }, 'bob');
    const tradeId = asked.id;
    await trades.accept({ characterId: 'bob', key: '1' }, tradeId);
    const gold = { assets: [{ asset: 'gold', amount: 30 }], items: [] };
    await trades.offer({ characterId: 'ann', key: '2' }, { tradeId, revision: 0 }, gold);
    const item = { assets: [], items: reply.minted };
    await trades.offer({ characterId: 'bob', key: '2' }, { tradeId, revision: 1 }, item);
    await trades.confirm({ characterId: 'ann', key: '3' }, { tradeId, revision: 2 });
    await trades.confirm({ characterId: 'bob', key: '3' }, { tradeId, revision: 2 });
    return { tradeId, txId: reply.txId, itemId: reply.minted[0]!, ledger };
  }
  const run = (...statements: string[]) => database.batch(statements.map((sql) => ({ sql })));
  const found = async (options?: { pageRows: number }) => {
    const { ok, findings } = await verifyLedger(database, options);
    expect(ok).toBe(findings.length === 0);
    return findings.map(({ problem, where }) => `${problem}: ${where}`);
  };

  it('finds nothing wrong with what the services wrote, whatever the size of a page', async () => {
    await traded();
    for (const pageRows of [1, 2, 3, 2000]) {
      const report = await verifyLedger(database, { pageRows });
      expect(report.findings).toEqual([]);
      expect(report.checked).toEqual({ transactions: 2, entries: 4, balances: 3, items: 1, moves: 2 });
    }
  });

  it('finds a changed balance, also when another is changed to match', async () => {
    await traded();
    await run(`update balance set amount = amount + 5 where holder_id = 'ann'`);
    expect(await found()).toEqual(['wrong-balance: balance ann gold']);
    await run(`update balance set amount = amount - 5 where holder_id = 'bob'`);
    expect(await found({ pageRows: 1 })).toEqual([
      'wrong-balance: balance ann gold',
      'wrong-balance: balance bob gold',
    ]);
  });

  it('finds a balance out of nowhere', async () => {
    await traded();
    await run(`insert into balance (holder_id, asset, amount, version) values ('bob', 'gems', 7, 1)`);
    expect(await found()).toEqual(['wrong-balance: balance bob gems']);
  });

  it('finds a missing entry: in the midst, at the end, and a whole transaction', async () => {
    const { txId } = await traded();
    await run(`delete from ledger_entry where tx_id = '${txId}' and holder_id = 'ann'`);
    const midst = await found();
    expect(midst).toContain(`incomplete: transaction ${txId}`);
    expect(midst).toContain(`unbalanced: transaction ${txId}`);
    expect(midst).toContain('broken-chain: balance ann gold');
    await traded();
    await run(`delete from ledger_entry where holder_id = 'bob'`);
    expect(await found()).toContain('wrong-balance: balance bob gold');
    const whole = await traded();
    await run(
      `delete from ledger_entry where tx_id = '${whole.txId}'`,
      `delete from item_move where tx_id = '${whole.txId}'`,
    );
    await run(`delete from ledger_tx where id = '${whole.txId}'`);
    const gone = await found();
    expect(gone).toContain('broken-chain: balance ann gold');
    expect(gone).toContain(`wrong-balance: balance ${SHOP} gold`);
    expect(gone).toContain(`two-holders: item ${whole.itemId}`);
  });

  it('finds a changed entry', async () => {
    await traded();
    await run(`update ledger_entry set delta = 31 where holder_id = 'bob'`);
    const problems = await found();
    expect(problems).toContain('broken-chain: balance bob gold');
    expect(problems.some((problem) => problem.startsWith('unbalanced: transaction'))).toBe(true);
  });

  it('finds an item that two hold, one that moved by itself, and one out of nowhere', async () => {
    const { itemId, txId } = await traded();
    await run(
      `insert into item_move (item_id, version, tx_id, from_holder, to_holder) values ('${itemId}', 3, '${txId}', 'bob', 'bob')`,
    );
    const two = await found();
    expect(two).toContain(`two-holders: item ${itemId}`);
    expect(two).toContain(`incomplete: transaction ${txId}`);
    const again = await traded();
    await run(`update item set holder_id = 'bob' where id = '${again.itemId}'`);
    expect(await found()).toEqual([
      `wrong-holder: item ${again.itemId}`,
      'wrong-count: holder ann',
      'wrong-count: holder bob',
    ]);
    await traded();
    await run(`insert into item (id, template, data, holder_id, version) values ('copy', 'sword', '{}', '${SHOP}', 1)`);
    expect(await found()).toEqual(['wrong-holder: item copy']);
  });

  it('finds a trade that is done by somebody else’s transaction', async () => {
    const { tradeId, txId } = await traded();
    await run(`update trade set tx_id = '${txId}'`);
    expect(await found()).toEqual([`wrong-trade: trade ${tradeId}`]);
  });

  it('finds nothing wrong while the ledger is in use', async () => {
    const { ledger } = await traded();
    let paying = 3;
    const pay = async (from: string, to: string) => {
      for (let at = 0; at < 100; at++) {
        const move = { from, to, asset: 'gold', amount: 1 };
        await ledger.post({ actorId: from, key: `p${at}` }, { kind: 'gift', assets: [move] });
      }
      paying--;
    };
    const all = Promise.all([pay('ann', 'bob'), pay('bob', 'ann'), pay(SHOP, 'ann')]);
    let verified = 0;
    for (; paying > 0; verified++) expect(await found({ pageRows: 20 })).toEqual([]);
    await all;
    expect(verified).toBeGreaterThan(0);
    expect(await found()).toEqual([]);
  });

  it('keeps the first findings and counts all', async () => {
    await traded();
    await run(`update ledger_tx set entries = entries + 1`);
    const copies = Array.from({ length: MOST_FINDINGS + 1 }, (_, at) => `c${at}`);
    await run(
      ...copies.map(
        (id) => `insert into item (id, template, data, holder_id, version) values ('${id}', 'x', '{}', '${SHOP}', 1)`,
      ),
    );
    const { problems, findings } = await verifyLedger(database);
    expect([problems, findings.length]).toEqual([MOST_FINDINGS + 3, MOST_FINDINGS]);
  });
});
