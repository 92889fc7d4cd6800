/** What one ledger transaction moves, and the statements that do it: pure, so that a trade can add them to its own. */
import { utf8Length } from '@rubato/schema';
import { checkAmount, checkAsset, MOST_AMOUNT } from './assets.ts';
import { isSystem } from './holders.ts';
import { oneRow, type Step } from './plan.ts';
import { refusal, Refused } from './refused.ts';

export interface AssetMove {
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  /** 1 to 2^53−1. */
  readonly amount: number;
}

export interface ItemMove {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The item's version as the caller knows it: it moves only if nothing happened to it since. */
  readonly version: number;
}

export interface NewItem {
  readonly id: string;
  /** What it is, as the game names it. */
  readonly template: string;
  /** The game's own facts about it, as JSON text. */
  readonly data: string;
  readonly to: string;
}

export interface Posting {
  readonly txId: string;
  /** Why: `trade`, `reward`, `shop` … */
  readonly kind: string;
  readonly actorId: string;
  /** What it belongs to, as a trade's id. */
  readonly ref?: string;
  readonly atMs: number;
  readonly assets?: readonly AssetMove[];
  readonly items?: readonly ItemMove[];
  readonly mint?: readonly NewItem[];
}

/** Asset and item moves of one transaction; more are refused with `limit-reached`. */
export const MOST_MOVES = 100;
/** Of an item's data in UTF-8; more is refused with `limit-reached`. */
export const MOST_ITEM_BYTES = 4096;

/** Only a missing holder breaks these: decide again, and open it. */
const NO_HOLDER = { broken: 'again' } as const;
const TEMPLATE = /^[a-z][a-z0-9-]{0,63}$/;

interface Line {
  readonly holder: string;
  readonly asset: string;
  /** What it gives, all in all: it must have this beforehand. */
  out: number;
  net: number;
}

/**
 * The statements of a posting; the first writes its transaction's row. Each decides by itself, by compare-and-set, so they
 * need no locks beside those of the rows. Those are taken table by table and sorted, so that nobody waits in a circle;
 * items come before balances, as whoever comes too late for an item then never waits for a busy seller's gold.
 * Throws Refused for moves that no ledger may hold.
 */
export function postingSteps(posting: Posting): readonly Step[] {
  const { assets = [], items = [], mint = [] } = posting;
  checkMoves(posting);
  const lines = linesOf(assets);
  const changed = lines.filter(({ net }) => net !== 0);
  if (changed.length + items.length + mint.length === 0)
    throw new Refused('bad-value', 'all moves together move nothing');
  return [
    oneRow(INSERT_TX, [
      posting.txId,
      posting.kind,
      posting.actorId,
      posting.ref ?? null,
      changed.length,
      items.length + mint.length,
      posting.atMs,
    ]),
    ...sorted(items, (item) => item.id).flatMap((item) => itemSteps(item, posting.txId)),
    ...lines.flatMap((line) => lineSteps(line, posting.txId)),
    ...mint.flatMap((item) => mintSteps(item, posting.txId)),
    ...countSteps(items, mint),
  ];
}

function checkMoves({ assets = [], items = [], mint = [] }: Posting): void {
  const count = assets.length + items.length + mint.length;
  if (count === 0) throw new Refused('bad-value', 'nothing is moved');
  if (count > MOST_MOVES) throw new Refused('limit-reached', `more than ${MOST_MOVES} moves at once`);
  for (const { asset, amount, from, to } of assets) {
    checkAsset(asset);
    checkAmount(amount);
    if (from === to) throw new Refused('bad-value', 'giver and taker are the same');
  }
  if (items.some(({ from, to }) => from === to)) throw new Refused('bad-value', 'giver and taker are the same');
  if (new Set(items.map(({ id }) => id)).size < items.length)
    throw new Refused('bad-value', 'an item is moved twice at once');
  for (const { template, data } of mint) {
    if (!TEMPLATE.test(template))
      throw new Refused('bad-value', 'a template is 1 to 64 of a–z, 0–9 and -, a letter first');
    if (utf8Length(data) > MOST_ITEM_BYTES)
      throw new Refused('limit-reached', `more than ${MOST_ITEM_BYTES} bytes of data`);
  }
}

function linesOf(assets: readonly AssetMove[]): readonly Line[] {
  const lines = new Map<string, Line>();
  for (const { from, to, asset, amount } of assets) {
    const giver = lineOf(lines, from, asset);
    const taker = lineOf(lines, to, asset);
    giver.out += amount;
    giver.net -= amount;
    taker.net += amount;
    for (const sum of [giver.out, giver.net, taker.net])
      if (!Number.isSafeInteger(sum))
        throw new Refused('limit-reached', `more than ${MOST_AMOUNT} of ${asset} at once`);
  }
  return sorted([...lines.values()], ({ holder, asset }) => `${holder} ${asset}`);
}

function lineOf(lines: Map<string, Line>, holder: string, asset: string): Line {
  const key = `${holder} ${asset}`;
  const known = lines.get(key);
  if (known) return known;
  const line = { holder, asset, out: 0, net: 0 };
  lines.set(key, line);
  return line;
}

const INSERT_TX = `insert into ledger_tx (id, kind, actor_id, ref, entries, moves, created_ms) values (?, ?, ?, ?, ?, ?, ?)`;
const TAKE = `update balance set amount = amount + ?, version = version + 1
  where holder_id = ? and asset = ? and amount >= ?`;
const HAS = `select 1 as held from balance where holder_id = ? and asset = ? and amount >= ?`;
const PUT = `insert into balance (holder_id, asset, amount, version) values (?, ?, ?, 1)
  on conflict (holder_id, asset) do update set amount = balance.amount + excluded.amount, version = balance.version + 1
  where balance.amount + excluded.amount between -${MOST_AMOUNT} and ${MOST_AMOUNT}`;
const ENTER = `insert into ledger_entry (holder_id, asset, seq, tx_id, delta, balance_after)
  select holder_id, asset, version, cast(? as text), cast(? as bigint), amount from balance
  where holder_id = ? and asset = ?`;

function lineSteps(line: Line, txId: string): readonly Step[] {
  const { holder, asset, out, net } = line;
  const entry = oneRow(ENTER, [txId, net, holder, asset]);
  const full = refusal('limit-reached', `nobody can hold more than ${MOST_AMOUNT} of ${asset}`);
  if (isSystem(holder) || out === 0) {
    if (net === 0) return [];
    return [oneRow(PUT, [holder, asset, net], { missed: full, ...NO_HOLDER }), entry];
  }
  const held = holdsAsset(holder, asset, out);
  if (net === 0) return [held];
  return [{ ...held, broken: full, statement: { sql: TAKE, values: [net, holder, asset, out], expect: 1 } }, entry];
}

/** Refuses with `not-held` unless the holder has so much. */
export function holdsAsset(holder: string, asset: string, amount: number): Step {
  return oneRow(HAS, [holder, asset, amount], {
    missed: refusal('not-held', `there are not ${amount} ${asset} to give`),
  });
}

const MOVE = `update item set holder_id = ?, version = version + 1 where id = ? and holder_id = ? and version = ?`;
const HOLDS = `select 1 as held from item where id = ? and holder_id = ? and version = ?`;
const MOVED = `insert into item_move (item_id, version, tx_id, from_holder, to_holder) values (?, ?, ?, ?, ?)`;
const MINT = `insert into item (id, template, data, holder_id, version) values (?, ?, ?, ?, 1)`;

function itemSteps({ id, from, to, version }: ItemMove, txId: string): readonly Step[] {
  return [
    {
      ...holdsItem(id, from, version),
      ...NO_HOLDER,
      statement: { sql: MOVE, values: [to, id, from, version], expect: 1 },
    },
    oneRow(MOVED, [id, version + 1, txId, from, to]),
  ];
}

/** Refuses with `not-held` unless the holder has the item, untouched since `version`. */
export function holdsItem(id: string, holder: string, version: number): Step {
  return oneRow(HOLDS, [id, holder, version], {
    missed: refusal('not-held', `item ${id} is not there to give, or was changed meanwhile`),
  });
}

function mintSteps({ id, template, data, to }: NewItem, txId: string): readonly Step[] {
  return [oneRow(MINT, [id, template, data, to], NO_HOLDER), oneRow(MOVED, [id, 1, txId, null, to])];
}

const COUNT = `update holder set items = items + ? where id = ? and items + ? between 0 and capacity`;

function countSteps(items: readonly ItemMove[], mint: readonly NewItem[]): readonly Step[] {
  const counts = new Map<string, number>();
  const add = (holder: string, count: number) => {
    if (!isSystem(holder)) counts.set(holder, (counts.get(holder) ?? 0) + count);
  };
  for (const { from, to } of items) {
    add(from, -1);
    add(to, 1);
  }
  for (const { to } of mint) add(to, 1);
  const changed = [...counts].filter(([, count]) => count !== 0);
  return sorted(changed, ([holder]) => holder).map(([holder, count]) =>
    oneRow(COUNT, [count, holder, count], {
      missed: refusal('limit-reached', 'whoever takes the items has no room for them'),
    }),
  );
}

function sorted<T>(list: readonly T[], keyOf: (value: T) => string): T[] {
  return [...list].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
