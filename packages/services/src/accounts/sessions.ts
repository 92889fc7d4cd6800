/**
 * Sessions: who calls, and for how long. A session is one login on one device; it holds a chain of token pairs:
 *
 *   login → pair 1 ─refresh→ pair 2 ─refresh→ pair 3 …      each refresh token works once
 *                     └─ again within 10 s, while nobody used pair 2's → a sibling of pair 2
 *                     └─ again otherwise: somebody has stolen one of them → the whole session ends, and stays ended
 */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import { builderOver } from '../schema/query-builder.ts';
import type { Role } from '../schema/tables.ts';
import type { ServiceContext, ServiceResult, SessionEnd } from '../service-context.ts';
import { takeTokens } from '../throttle/throttle.ts';
import { newId } from '../uuid.ts';
import { refuseBanned } from './bans.ts';
import { type AccountLimits, ACCOUNT_LIMITS } from './limits.ts';
import { accountLock, endSessions, endSurplus, insertSession, insertTokens, type Client } from './session-rows.ts';
import { newToken, tokenHash, type Token } from './tokens.ts';

/** Who calls, from a session token. */
export interface Caller {
  readonly accountId: string;
  readonly username: string;
  readonly role: Role;
  readonly guest: boolean;
  readonly sessionId: string;
  /** The character that this session plays; null before one is selected. */
  readonly characterId: string | null;
}

/** A login's answer. */
export interface Tokens {
  readonly accountId: string;
  readonly username: string;
  readonly sessionToken: string;
  readonly sessionExpiresMs: number;
  readonly refreshToken: string;
}

export interface SessionInfo {
  readonly id: string;
  readonly createdMs: number;
  readonly usedMs: number;
  readonly address: string;
  readonly program: string;
  readonly current: boolean;
}

type Named = { readonly id: string; readonly username: string };

const FIND = `select s.id as "sessionId", s.used_ms as "usedMs", s.character_id as "characterId", a.id as "accountId",
    a.username, a.role, a.guest, t.refresh_sha256 as "pair"
  from session_token t join session s on s.id = t.session_id join account a on a.id = s.account_id
  where t.access_sha256 = ? and t.access_expires_ms > ? and s.ended_ms is null and a.disabled_ms is null`;
const FIND_BY_ID = `select s.id as "sessionId", s.used_ms as "usedMs", s.character_id as "characterId", a.id as "accountId",
    a.username, a.role, a.guest, t.refresh_sha256 as "pair"
  from session s join account a on a.id = s.account_id
    join session_token t on t.session_id = s.id and t.refreshed_ms is null and t.refresh_expires_ms > ?
  where s.id = ? and s.ended_ms is null and a.disabled_ms is null order by t.created_ms desc limit 1`;
const TOUCH_TOKEN = `update session_token set access_expires_ms = ?
  where refresh_sha256 = ? and refreshed_ms is null and access_expires_ms < ?`;
const TOUCH_SESSION = 'update session set used_ms = ? where id = ? and used_ms < ?';
const USE_REFRESH = `update session_token set refreshed_ms = ?, access_expires_ms =
    (case when access_expires_ms < ? then access_expires_ms else ? end)
  where refresh_sha256 = ? and refreshed_ms is null and refresh_expires_ms > ? returning session_id`;
const FIND_REFRESH = `select t.session_id as "sessionId", t.refreshed_ms as "refreshedMs", s.ended_ms as "endedMs",
    (select count(*) from session_token child where child.parent_sha256 = t.refresh_sha256
      and child.refreshed_ms is not null) as "usedChildren"
  from session_token t join session s on s.id = t.session_id where t.refresh_sha256 = ?`;
const OWNER = `select a.id, a.username from session s join account a on a.id = s.account_id
  where s.id = ? and s.ended_ms is null and a.disabled_ms is null`;

export class Sessions {
  readonly #context: ServiceContext;
  readonly #limits: AccountLimits;

  constructor(context: ServiceContext, limits: AccountLimits = ACCOUNT_LIMITS) {
    this.#context = context;
    this.#limits = limits;
  }

  /** Who shows this session token; throws Refused `not-logged-in`. Using it keeps the session alive. */
  async authenticate(sessionToken: string): Promise<Caller> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const hash = tokenHash(sessionToken);
    const { rows } = hash === undefined ? { rows: [] } : await database.query<FoundSession>(FIND, [hash, nowMs]);
    const [found] = rows;
    if (!found) throw new Refused('not-logged-in', 'this session has ended; log in again');
    if (nowMs - found.usedMs >= this.#limits.touchMs) await this.#touch(found, nowMs);
    return callerOf(found);
  }

  /** Whether a session that is in use on a socket goes on; undefined when it has ended. Keeps its newest token alive. */
  async alive(sessionId: string): Promise<Caller | undefined> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const { rows } = await database.query<FoundSession>(FIND_BY_ID, [nowMs, sessionId]);
    const [found] = rows;
    if (!found) return undefined;
    if (nowMs - found.usedMs >= this.#limits.touchMs) await this.#touch(found, nowMs);
    return callerOf(found);
  }

  /** Inside a transaction: a new session, and those that had to end for it. */
  async open(
    transaction: Transaction,
    account: Named,
    client: Client,
  ): Promise<{ readonly tokens: Tokens; readonly ended: readonly string[] }> {
    const nowMs = this.#context.clock.wallMs();
    const id = newId(this.#context);
    await insertSession(transaction, { id, accountId: account.id, client, nowMs });
    const keep = this.#limits.sessionsPerAccount;
    const ended = await endSurplus(transaction, { accountId: account.id, keep, nowMs });
    return { tokens: await this.#issue(transaction, account, { sessionId: id, nowMs }), ended };
  }

  /** New tokens for a refresh token; throws Refused `not-logged-in`, `token-reused`, `banned` or `too-many`. */
  async refresh(refreshToken: string, client: Client): Promise<ServiceResult<Tokens>> {
    const { database, clock } = this.#context;
    const bucket = `refresh address ${client.address}`;
    await takeTokens(database, clock, [{ bucket, rate: this.#limits.refreshPerAddress }]);
    const hash = tokenHash(refreshToken);
    if (hash === undefined) throw notLoggedIn();
    // A reuse must be refused and its session's end be kept, so the transaction returns it instead of throwing.
    const outcome = await database.transaction((transaction) => this.#exchange(transaction, hash, client), {
      locks: [`refresh ${hash}`],
    });
    if ('refused' in outcome) {
      if (outcome.ended.length > 0)
        this.#context.log.log('warn', 'a refresh token was used twice', { sessions: outcome.ended });
      throw outcome.refused;
    }
    return { reply: outcome.tokens, notify: [] };
  }

  async list(caller: Caller): Promise<readonly SessionInfo[]> {
    const { database, clock } = this.#context;
    const rows = await builderOver(database)
      .selectFrom('session')
      .select(['id', 'created_ms', 'used_ms', 'address', 'program'])
      .where('account_id', '=', caller.accountId)
      .where('ended_ms', 'is', null)
      .where((where) =>
        where.exists(
          where
            .selectFrom('session_token')
            .select('session_token.session_id')
            .whereRef('session_token.session_id', '=', 'session.id')
            .where('session_token.refresh_expires_ms', '>', clock.wallMs()),
        ),
      )
      .orderBy('used_ms', 'desc')
      .orderBy('id', 'desc')
      .limit(this.#limits.sessionsPerAccount)
      .execute();
    return rows.map(({ id, created_ms, used_ms, address, program }) => {
      return { id, createdMs: created_ms, usedMs: used_ms, address, program, current: id === caller.sessionId };
    });
  }

  /** Ends the caller's own session. */
  async logout(caller: Caller): Promise<ServiceResult<void>> {
    return this.#end(caller, { only: caller.sessionId, reason: 'logout' });
  }

  /** Ends one of the account's sessions; throws Refused `not-found` for somebody else's. */
  async revoke(caller: Caller, sessionId: string): Promise<ServiceResult<void>> {
    const result = await this.#end(caller, { only: sessionId, reason: 'revoked' });
    if (result.notify.length === 0) throw new Refused('not-found', 'there is no such session of yours');
    return result;
  }

  /** Ends all of the account's sessions but this one. */
  async revokeOthers(caller: Caller): Promise<ServiceResult<void>> {
    return this.#end(caller, { except: caller.sessionId, reason: 'revoked' });
  }

  async #end(
    { accountId }: Caller,
    which: { readonly only?: string; readonly except?: string; readonly reason: SessionEnd },
  ): Promise<ServiceResult<void>> {
    const nowMs = this.#context.clock.wallMs();
    const end = (transaction: Transaction) => endSessions(transaction, { accountId, nowMs, ...which });
    const ended = await this.#context.database.transaction(end, { locks: [accountLock(accountId)] });
    return { reply: undefined, notify: sessionsEnded(ended, which.reason) };
  }

  async #touch({ sessionId, pair }: FoundSession, nowMs: number): Promise<void> {
    const expiresMs = nowMs + this.#limits.sessionIdleMs + this.#limits.touchMs;
    await this.#context.database.batch(
      [
        { sql: TOUCH_TOKEN, values: [expiresMs, pair, expiresMs] },
        { sql: TOUCH_SESSION, values: [nowMs, sessionId, nowMs] },
      ],
      { locks: [] },
    );
  }

  async #exchange(transaction: Transaction, hash: string, client: Client): Promise<Exchange> {
    const nowMs = this.#context.clock.wallMs();
    const graceEndMs = nowMs + this.#limits.refreshGraceMs;
    const used = await transaction.query<{ session_id: string }>(USE_REFRESH, [
      nowMs,
      graceEndMs,
      graceEndMs,
      hash,
      nowMs,
    ]);
    let sessionId = used.rows[0]?.session_id;
    if (sessionId === undefined) {
      const { rows } = await transaction.query<FoundRefresh>(FIND_REFRESH, [hash]);
      const [found] = rows;
      if (!found || found.refreshedMs === null) return { refused: notLoggedIn(), ended: [] };
      if (!this.#inGrace(found, nowMs)) return this.#reused(transaction, found.sessionId, nowMs);
      sessionId = found.sessionId;
    }
    const { rows } = await transaction.query<Named>(OWNER, [sessionId]);
    const [account] = rows;
    if (!account) return { refused: notLoggedIn(), ended: [] };
    await refuseBanned(transaction, { accountId: account.id, address: client.address }, { kind: 'login', nowMs });
    await transaction.query(TOUCH_SESSION, [nowMs, sessionId, nowMs]);
    return { tokens: await this.#issue(transaction, account, { sessionId, parent: hash, nowMs }) };
  }

  #inGrace({ refreshedMs, usedChildren, endedMs }: FoundRefresh, nowMs: number): boolean {
    const late = refreshedMs === null || nowMs - refreshedMs > this.#limits.refreshGraceMs;
    return !late && usedChildren === 0 && endedMs === null;
  }

  async #reused(transaction: Transaction, sessionId: string, nowMs: number): Promise<Exchange> {
    const sql = `update session set ended_ms = ?, ended_reason = 'token-reused' where id = ? and ended_ms is null returning id`;
    const { rows } = await transaction.query<{ id: string }>(sql, [nowMs, sessionId]);
    const ended = rows.map(({ id }) => id);
    return { refused: new TokenReused(ended), ended };
  }

  async #issue(
    transaction: Transaction,
    account: Named,
    { sessionId, parent, nowMs }: { readonly sessionId: string; readonly parent?: string; readonly nowMs: number },
  ): Promise<Tokens> {
    const { random } = this.#context;
    const [access, refresh]: readonly [Token, Token] = [newToken(random), newToken(random)];
    const tokens = { access, refresh, sessionId, nowMs, ...(parent ? { parent } : {}) };
    await insertTokens(transaction, tokens, this.#limits);
    return {
      accountId: account.id,
      username: account.username,
      sessionToken: access.text,
      sessionExpiresMs: nowMs + this.#limits.sessionIdleMs,
      refreshToken: refresh.text,
    };
  }
}

type FoundSession = {
  readonly sessionId: string;
  readonly usedMs: number;
  readonly characterId: string | null;
  readonly accountId: string;
  readonly username: string;
  readonly role: Role;
  readonly guest: number;
  readonly pair: string;
};

type FoundRefresh = {
  readonly sessionId: string;
  readonly refreshedMs: number | null;
  readonly endedMs: number | null;
  readonly usedChildren: number;
};

type Exchange = { readonly tokens: Tokens } | { readonly refused: Refused; readonly ended: readonly string[] };

/** A refresh token came twice: its session has ended, which is kept; `notify` as in a ServiceResult. */
export class TokenReused extends Refused {
  readonly notify: ServiceResult<void>['notify'];

  constructor(ended: readonly string[]) {
    super('token-reused', 'this refresh token was used before, so its session was ended; log in again');
    this.notify = sessionsEnded(ended, 'token-reused');
  }
}

/** What the server does about sessions that ended. */
export function sessionsEnded(ended: readonly string[], reason: SessionEnd): ServiceResult<void>['notify'] {
  return ended.length === 0 ? [] : [{ kind: 'sessions-ended', sessionIds: ended, reason }];
}

function callerOf({ accountId, username, role, guest, sessionId, characterId }: FoundSession): Caller {
  return { accountId, username, role, guest: guest === 1, sessionId, characterId };
}

function notLoggedIn(): Refused {
  return new Refused('not-logged-in', 'this session has ended; log in again');
}
