/**
 * What SqliteDatabase and its worker thread say to each other. Requests travel in arrays (all of one round of the event
 * loop), are done in order, and are answered once each. Transactions never overlap: `run` with `first` opens one, `end` closes it.
 */
import type { DatabaseErrorCode, QueryResult, Statement } from '@rubato/ports';
import type { SentStatement } from './statement-texts.ts';

export type SqliteTask = TaskOf<Statement>;
/** A task on its way. */
export type SqliteRequest = { readonly id: number } & TaskOf<SentStatement>;

type TaskOf<S> =
  | { readonly task: 'read'; readonly statement: S }
  | { readonly task: 'run'; readonly first: boolean; readonly statements: readonly S[] }
  /** Answered once the transaction is durable, or at once when it is not kept. */
  | { readonly task: 'end'; readonly keep: boolean }
  /** A whole transaction; answered once it is durable. */
  | { readonly task: 'batch'; readonly statements: readonly S[] }
  | { readonly task: 'close' };

export interface SqliteFailure {
  readonly code: DatabaseErrorCode;
  readonly message: string;
  readonly statement?: number | undefined;
  /** The database is beyond use. */
  readonly fatal: boolean;
}

export type SqliteReply =
  | { readonly id: number; readonly value: readonly QueryResult[] }
  | { readonly id: number; readonly failure: SqliteFailure };

export interface SqliteWorkerOptions {
  readonly path: string;
  readonly synchronous: 'full' | 'normal';
  readonly statementMs: number;
  readonly rows: number;
}

/** The id of the reply that says the database is open. */
export const OPENED = 0;
