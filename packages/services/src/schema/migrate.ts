/** Brings a database to the shape that this version needs, one transaction per step. */
import type { Clock, Database, Transaction } from '@rubato/ports';
import { checksumOf, type Migration } from './migration.ts';
import { MIGRATIONS } from './migrations/all.ts';

/** The steps can't be told apart, or the database was made by others than ours; the message says which and what to do. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
}

export interface MigrationStatus {
  readonly applied: readonly { readonly number: number; readonly name: string; readonly appliedMs: number }[];
  readonly pending: readonly { readonly number: number; readonly name: string }[];
  /** Why this version must not touch the database. */
  readonly refusal: string | undefined;
}

const LOCKS = ['migration'];
const MAKE = `create table if not exists migration
  (number integer primary key, name text not null, sha256 text not null, applied_ms bigint not null)`;
const READ = 'select number, name, sha256, applied_ms as "appliedMs" from migration order by number';

type Applied = {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
  readonly appliedMs: number;
};

/**
 * Returns the steps it applied; rejects with MigrationRefused before it changes anything. Several servers may start at once.
 * A database that has every step is only read, once.
 */
export async function migrate(
  database: Database,
  clock: Clock,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<readonly Migration[]> {
  const unclear = unclearSteps(steps);
  if (unclear) throw new MigrationRefused(unclear);
  const { pending, refusal } = await compared(database, steps);
  if (refusal) throw new MigrationRefused(refusal);
  if (pending.length === 0) return [];
  await database.transaction((transaction) => transaction.query(MAKE), { locks: LOCKS });
  const done: Migration[] = [];
  for (const step of pending) {
    const applied = await database.transaction(
      async (transaction) => {
        // Meanwhile others may have applied it, or a newer version one of its own.
        const { rows } = await transaction.query<Applied>(READ);
        const late = refusalOf(rows, steps);
        if (late) throw new MigrationRefused(late);
        if (rows.some(({ number }) => number === step.number)) return false;
        await apply(transaction, step, clock);
        return true;
      },
      { locks: LOCKS },
    );
    if (applied) done.push(step);
  }
  return done;
}

/** Changes nothing. */
export async function migrationStatus(
  database: Database,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<MigrationStatus> {
  const { applied, pending, refusal } = await compared(database, steps);
  return {
    applied: applied.map(({ number, name, appliedMs }) => ({ number, name, appliedMs })),
    pending: pending.map(({ number, name }) => ({ number, name })),
    refusal: unclearSteps(steps) ?? refusal,
  };
}

async function compared(database: Database, steps: readonly Migration[]) {
  const applied = await readApplied(database);
  const known = new Set(applied.map(({ number }) => number));
  return { applied, pending: steps.filter(({ number }) => !known.has(number)), refusal: refusalOf(applied, steps) };
}

async function readApplied(database: Database): Promise<readonly Applied[]> {
  try {
    return (await database.query<Applied>(READ)).rows;
  } catch (error) {
    // A database that nobody has migrated yet has no such table.
    if (/migration/.test((error as Error).message)) return [];
    throw error;
  }
}

/** Of two steps with one number the second would never be applied. */
function unclearSteps(steps: readonly Migration[]): string | undefined {
  for (const [at, { number, name }] of steps.entries()) {
    const before = steps.slice(0, at);
    const twin = before.find((other) => other.number === number);
    if (twin)
      return `steps ${twin.name} and ${name} both have number ${number}; give the newer one a number of its own`;
    if (before.some((other) => other.name === name))
      return `two steps are named ${name}, ${number} is the later; give it a name of its own`;
    const last = before.at(-1);
    if (last && last.number > number)
      return `step ${number} (${name}) stands behind ${last.number} (${last.name}); list the steps in rising order`;
  }
  return undefined;
}

function refusalOf(applied: readonly Applied[], steps: readonly Migration[]): string | undefined {
  for (const { number, name, sha256 } of applied) {
    const step = steps.find((candidate) => candidate.number === number);
    if (!step) return `the database has step ${number} (${name}) of a newer version; start that version, or newer`;
    if (checksumOf(step) !== sha256)
      return `step ${number} (${name}) differs from the one applied to this database; start the version that applied it`;
  }
  const last = applied.at(-1);
  const known = new Set(applied.map(({ number }) => number));
  const gap = steps.find(({ number }) => last !== undefined && number < last.number && !known.has(number));
  if (last && gap)
    return `step ${gap.number} (${gap.name}) is missing below ${last.number} (${last.name}), which is applied; give it a number above all others, or start from a backup of before`;
  return undefined;
}

async function apply(transaction: Transaction, step: Migration, clock: Clock): Promise<void> {
  await transaction.batch([
    ...step.statements.map((sql) => ({ sql })),
    {
      sql: 'insert into migration (number, name, sha256, applied_ms) values (?, ?, ?, ?)',
      values: [step.number, step.name, checksumOf(step), clock.wallMs()],
    },
  ]);
}
