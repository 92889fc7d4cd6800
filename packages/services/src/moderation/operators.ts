/**
 * Those who run the house. Their credentials have nothing to do with accounts of players. The first one is whoever shows
 * the token that the server printed when it started without any admin; it works once, and a day at most.
 */
import type { Transaction } from '@rubato/ports';
import { newToken, tokenHash } from '../accounts/tokens.ts';
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext } from '../service-context.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { newId } from '../uuid.ts';
import { appendAudit, AUDIT_LOCK } from './audit.ts';

/** Each may do what those before it may. */
export const operatorRoles = ['viewer', 'moderator', 'admin'] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export interface Operator {
  readonly id: string;
  readonly name: string;
  readonly role: OperatorRole;
  readonly createdMs: number;
  readonly expiresMs: number;
}

export interface NewOperator extends Operator {
  /** Shown once; kept as a hash. */
  readonly token: string;
}

export const FIRST_RUN_MS = 24 * 3_600_000;
/** After which an operator's token must have been renewed. */
export const OPERATOR_TOKEN_MS = 90 * 24 * 3_600_000;
/** Operators that may exist at once; one more is refused with `limit-reached`. */
export const MOST_OPERATORS = 32;
/** Tries of a first-run token, by everybody together. */
export const FIRST_RUN_TRIES: Rate = { tokens: 5, perMs: 60_000 };

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/;
const LOCKS = ['operators', AUDIT_LOCK];
const COLUMNS = 'id, name, role, created_ms as "createdMs", expires_ms as "expiresMs"';
const LIVE = 'revoked_ms is null and expires_ms > ?';
const INSERT = 'insert into operator (id, name, role, token_sha256, created_ms, expires_ms) values (?, ?, ?, ?, ?, ?)';
const OFFER = `insert into first_run (id, token_sha256, expires_ms, used_ms) values (1, ?, ?, null)
  on conflict (id) do update set token_sha256 = excluded.token_sha256, expires_ms = excluded.expires_ms, used_ms = null`;
const USE = 'update first_run set used_ms = ? where token_sha256 = ? and used_ms is null and expires_ms > ?';
const RENEW = `update operator set token_sha256 = ?, expires_ms = ? where id = ? and ${LIVE}`;
/** The name is free again; the row stays, as the audit names it. */
const REVOKE = `update operator set revoked_ms = ?, name = ? where id = ? and ${LIVE}`;

export class Operators {
  readonly #context: Pick<ServiceContext, 'database' | 'clock' | 'random'>;

  constructor(context: Pick<ServiceContext, 'database' | 'clock' | 'random'>) {
    this.#context = context;
  }

  /** A token for the first admin, to be printed once; undefined while there is one. Any earlier such token is void. */
  async firstRunToken(): Promise<string | undefined> {
    const { database, clock, random } = this.#context;
    const token = newToken(random);
    const offered = await database.transaction(
      async (transaction) => {
        const nowMs = clock.wallMs();
        if ((await countOf(transaction, `role = 'admin' and ${LIVE}`, nowMs)) > 0) return false;
        await transaction.query(OFFER, [token.sha256, nowMs + FIRST_RUN_MS]);
        return true;
      },
      { locks: LOCKS },
    );
    return offered ? token.text : undefined;
  }

  /** Makes the first admin; throws Refused `not-allowed` for any token but an unused one, `bad-value`, `taken`, `too-many`. */
  async claim(firstRunToken: string, name: string): Promise<NewOperator> {
    const { database, clock } = this.#context;
    checkName(name);
    await takeTokens(database, clock, [{ bucket: 'first run', rate: FIRST_RUN_TRIES }]);
    const hash = tokenHash(firstRunToken);
    return this.#changing(async (transaction, nowMs) => {
      const used = hash === undefined ? { changes: 0 } : await transaction.query(USE, [nowMs, hash, nowMs]);
      if (used.changes !== 1)
        throw new Refused('not-allowed', 'this first-run token is wrong, too old or used; a restart prints another');
      const made = await this.#make(transaction, { name, role: 'admin' }, nowMs);
      await appendAudit(transaction, made, { ...act('first-run', made), atMs: nowMs });
      return made;
    });
  }

  /** Whose token it is; undefined for one that is unknown, too old or revoked. */
  async authenticate(token: string): Promise<Operator | undefined> {
    const hash = tokenHash(token);
    if (hash === undefined) return undefined;
    const sql = `select ${COLUMNS} from operator where token_sha256 = ? and ${LIVE}`;
    const { rows } = await this.#context.database.query(sql, [hash, this.#context.clock.wallMs()]);
    return rows[0] as unknown as Operator | undefined;
  }

  async list(): Promise<readonly Operator[]> {
    const sql = `select ${COLUMNS} from operator where ${LIVE} order by id`;
    return (await this.#context.database.query(sql, [this.#context.clock.wallMs()])).rows as unknown as Operator[];
  }

  /** Throws Refused `bad-value`, `taken` or `limit-reached`. */
  add(by: Operator, wanted: { readonly name: string; readonly role: OperatorRole }): Promise<NewOperator> {
    checkName(wanted.name);
    return this.#changing(async (transaction, nowMs) => {
      if ((await countOf(transaction, LIVE, nowMs)) >= MOST_OPERATORS)
        throw new Refused('limit-reached', `there are ${MOST_OPERATORS} operators already; revoke one first`);
      const made = await this.#make(transaction, wanted, nowMs);
      await appendAudit(transaction, by, { ...act('operator-added', made), atMs: nowMs });
      return made;
    });
  }

  /** Ends an operator's access at once; throws Refused `not-found`, or `conflict` for the last admin. */
  async revoke(by: Operator, id: string): Promise<void> {
    await this.#changing(async (transaction, nowMs) => {
      const find = `select ${COLUMNS} from operator where id = ? and ${LIVE}`;
      const found = (await transaction.query(find, [id, nowMs])).rows[0] as unknown as Operator | undefined;
      if (!found) throw new Refused('not-found', 'there is no such operator');
      if (found.role === 'admin' && (await countOf(transaction, `role = 'admin' and ${LIVE}`, nowMs)) === 1)
        throw new Refused('conflict', 'this is the last admin; add another one first');
      await transaction.query(REVOKE, [nowMs, `revoked:${id}`, id, nowMs]);
      await appendAudit(transaction, by, { ...act('operator-revoked', found), atMs: nowMs });
    });
  }

  /** A new token for whoever asks; the one before is void. */
  renew(by: Operator): Promise<NewOperator> {
    return this.#changing(async (transaction, nowMs) => {
      const token = newToken(this.#context.random);
      const expiresMs = nowMs + OPERATOR_TOKEN_MS;
      const { changes } = await transaction.query(RENEW, [token.sha256, expiresMs, by.id, nowMs]);
      if (changes !== 1) throw new Refused('not-logged-in', 'your access has ended meanwhile');
      await appendAudit(transaction, by, { ...act('token-renewed', by), atMs: nowMs });
      return { ...by, expiresMs, token: token.text };
    });
  }

  async #make(
    transaction: Transaction,
    { name, role }: { readonly name: string; readonly role: OperatorRole },
    nowMs: number,
  ): Promise<NewOperator> {
    const token = newToken(this.#context.random);
    const made = { id: newId(this.#context), name, role, createdMs: nowMs, expiresMs: nowMs + OPERATOR_TOKEN_MS };
    await transaction.query(INSERT, [made.id, name, role, token.sha256, nowMs, made.expiresMs]);
    return { ...made, token: token.text };
  }

  async #changing<T>(work: (transaction: Transaction, nowMs: number) => Promise<T>): Promise<T> {
    const { database, clock } = this.#context;
    try {
      return await database.transaction((transaction) => work(transaction, clock.wallMs()), { locks: LOCKS });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'unique') throw error;
      throw new Refused('taken', 'an operator has this name; choose another');
    }
  }
}

function act(action: string, { id, name, role }: Pick<Operator, 'id' | 'name' | 'role'>) {
  return { action, target: `operator:${id}`, data: { name, role } };
}

async function countOf(transaction: Transaction, where: string, nowMs: number): Promise<number> {
  const { rows } = await transaction.query(`select count(*) as count from operator where ${where}`, [nowMs]);
  return Number(rows[0]!['count']);
}

function checkName(name: string): void {
  if (!NAME.test(name)) throw new Refused('bad-value', 'a name has 1 to 32 letters, digits, dots, dashes');
}
