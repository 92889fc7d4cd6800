/** Who takes part in a fight, with what: read and written in the one transaction that begins it. */
import type { SqlValue, Transaction } from '@rubato/ports';
import { escrowHolder, openHolder } from '../ledger/holders.ts';
import { postingSteps } from '../ledger/posting.ts';
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';
import { recovered, type Entrant, type Fight, type Supply } from './fight.ts';
import type { FightRules, Foe } from './fight-ports.ts';
import { fightersAt, insertFight, SUPPLIES_HELD, type FighterRow } from './fight-rows.ts';

/** The characters named, in that order; throws Refused `not-found` for one that isn't there. */
export async function readFighters(queryable: Queryable, ids: readonly string[]): Promise<readonly FighterRow[]> {
  const { rows } = await queryable.query(fightersAt(ids.length), ids);
  const found = new Map((rows as readonly FighterRow[]).map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = found.get(id);
    if (!row) throw new Refused('not-found', 'there is no such character');
    return row;
  });
}

export interface Beginning {
  readonly fight: Omit<Fight, 'entrants' | 'state'>;
  /** Characters of the first side and of the second, each in the order of their seats. */
  readonly sides: readonly [readonly string[], readonly string[]];
  readonly foes: readonly Foe[];
  readonly nowMs: number;
  readonly txId: string;
}

/** Writes the fight down and puts what its fighters carry into its escrow. The unique index refuses whoever fights already. */
export async function beginFight(
  transaction: Transaction,
  { fight, sides, foes, nowMs, txId }: Beginning,
  rules: Pick<FightRules, 'supplies' | 'mostSupplies'>,
): Promise<Fight> {
  const ids = sides.flat();
  const rows = await readFighters(transaction, ids);
  if (rows.some(({ location_id }) => location_id !== fight.locationId))
    throw new Refused('not-allowed', 'they are not at the same place any more');
  const entrants: Entrant[] = [];
  const moved: { id: string; from: string; version: number }[] = [];
  for (const row of rows) {
    const carried = await carriedBy(transaction, row.id, rules);
    moved.push(...carried.map(({ id, version }) => ({ id, version, from: row.id })));
    const side = sides[0].includes(row.id) ? 1 : 2;
    entrants.push(characterEntrant(row, { seat: entrants.length + 1, side, supplies: carried, nowMs }));
  }
  for (const foe of foes) entrants.push(creatureEntrant(foe, entrants.length + 1));
  const begun: Fight = { ...fight, state: 'running', entrants };
  await transaction.batch(insertFight(begun, ids, nowMs));
  if (moved.length > 0) {
    const to = escrowHolder(fight.id);
    const items = moved.map((item) => ({ ...item, to }));
    const posting = { txId, kind: 'fight', actorId: ids[0] as string, ref: fight.id, atMs: nowMs, items };
    const steps = [openHolder(to, nowMs), ...postingSteps(posting)];
    await transaction.batch(steps.map(({ statement }) => statement));
  }
  return begun;
}

async function carriedBy(
  transaction: Transaction,
  holderId: string,
  { supplies, mostSupplies }: Pick<FightRules, 'supplies' | 'mostSupplies'>,
): Promise<readonly (Supply & { readonly version: number })[]> {
  const statements = supplies.map((template) => ({
    sql: SUPPLIES_HELD,
    values: [holderId, template, mostSupplies] as readonly SqlValue[],
  }));
  const results = statements.length === 0 ? [] : await transaction.batch(statements);
  return results.flatMap(({ rows }) => rows as unknown as readonly (Supply & { version: number })[]);
}

function characterEntrant(
  row: FighterRow,
  { seat, side, supplies, nowMs }: { seat: number; side: 1 | 2; supplies: readonly Supply[]; nowMs: number },
): Entrant {
  const since = row.changed_ms ?? 0;
  const now = (percent: number | null) => recovered(percent ?? 100, since, nowMs);
  return {
    seat,
    side,
    id: row.id,
    name: row.name,
    characterId: row.id,
    kind: 'character',
    faction: row.faction,
    level: row.level,
    health: now(row.health),
    mana: now(row.mana),
    stamina: now(row.stamina),
    supplies: supplies.map(({ id, template }) => ({ id, template })),
  };
}

function creatureEntrant({ creatureId, kind, name, level }: Foe, seat: number): Entrant {
  const full = { health: 100, mana: 100, stamina: 100 };
  const id = `creature-${creatureId}`;
  return { seat, side: 2, id, name, creatureId, kind, faction: '', level, ...full, supplies: [] };
}
