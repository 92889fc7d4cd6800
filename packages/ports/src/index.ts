export type { Bus } from './bus.ts';
export type { Channel, ChannelListener } from './channel.ts';
export type { Clock } from './clock.ts';
export { StoreFailed } from './journal-store.ts';
export type {
  JournalBatch,
  JournalRecord,
  JournalStore,
  RetentionRule,
  RoomRecord,
  RoomStatus,
} from './journal-store.ts';
export { silentLog } from './log.ts';
export type { Log, LogLevel } from './log.ts';
export type { Random } from './random.ts';
export { DatabaseError } from './database.ts';
export type {
  Database,
  DatabaseEngine,
  DatabaseErrorCode,
  DatabaseLimits,
  QueryResult,
  SqlRow,
  SqlValue,
  Statement,
  Transaction,
  TransactionOptions,
} from './database.ts';
export { PasswordHashOverloaded } from './password-hash.ts';
export type { PasswordHash } from './password-hash.ts';
