/** SQLite through the `node:sqlite` API: the built-in one where this Node has it, else the npm package of the same shape. */
import { createRequire } from 'node:module';

export type SqlValue = null | number | bigint | string | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

export interface Statement {
  run(...values: SqlValue[]): unknown;
  get(...values: SqlValue[]): SqlRow | undefined;
  all(...values: SqlValue[]): SqlRow[];
}

export interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

type DatabaseConstructor = new (path: string, options?: { readOnly?: boolean }) => Database;

/** Opens a database file; throws the driver's error, see `sqliteCode`. */
export function openDatabase(path: string, options: { readonly readOnly?: boolean } = {}): Database {
  const Constructor = (constructor ??= loadConstructor());
  return new Constructor(path, { readOnly: options.readOnly ?? false });
}

/** SQLite's primary result code of an error thrown by the driver, 0 when it has none (https://www.sqlite.org/rescode.html). */
export function sqliteCode(error: unknown): number {
  const code = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof code === 'number' ? code & 0xff : 0;
}

export const SQLITE_BUSY = 5;
export const SQLITE_IOERR = 10;
export const SQLITE_CORRUPT = 11;
export const SQLITE_CANTOPEN = 14;
export const SQLITE_NOTADB = 26;

let constructor: DatabaseConstructor | undefined;

function loadConstructor(): DatabaseConstructor {
  const builtin = quietly(() => process.getBuiltinModule?.('node:sqlite'));
  const module = builtin ?? createRequire(import.meta.url)('@photostructure/sqlite');
  return (module as { readonly DatabaseSync: DatabaseConstructor }).DatabaseSync;
}

/** Node prints an ExperimentalWarning for its own SQLite; the choice is ours, so the operator need not read it. */
function quietly<T>(load: () => T): T {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
