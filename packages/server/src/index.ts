export { explainConfig, flagSpecs, settingsTable } from './config/explain.ts';
export type { FlagSpec } from './config/explain.ts';
export { ConfigRefused, loadClientConfig, loadServerConfig } from './config/load.ts';
export type { Explained, Inputs, Layer, Loaded, Source } from './config/load.ts';
export type { MatchDefinitions } from './config/matches-setting.ts';
export { editDistance } from './config/names.ts';
export { clientSettings, serverSettings } from './config/settings.ts';
export type { ClientConfig, ServerConfig } from './config/settings.ts';
export { ARGON2_COST, Argon2PasswordHash } from './auth/argon2-password-hash.ts';
export type { Argon2Options } from './auth/argon2-password-hash.ts';
export { IdentityRefused, IssuerUnavailable, OidcVerifier } from './auth/oidc.ts';
export type { OidcIdentity, OidcIssuer } from './auth/oidc.ts';
export { BusUnreachable } from './bus/bus-unreachable.ts';
export { openPostgresDatabase } from './database/postgres/postgres-database.ts';
export type { PostgresDatabaseOptions } from './database/postgres/postgres-database.ts';
export { backupSqlite } from './database/sqlite/backup.ts';
export { openSqliteDatabase } from './database/sqlite/sqlite-database.ts';
export type { SqliteDatabaseOptions } from './database/sqlite/sqlite-database.ts';
export { TlsRefused } from './http/http-server.ts';
export { PortRefused } from './http/listen.ts';
export { createLog } from './node/log.ts';
export type { LogOptions } from './node/log.ts';
export { NodeClock } from './node/node-clock.ts';
export { nodeRandom } from './node/node-random.ts';
export { stopOnSignals } from './node/shutdown.ts';
export type { ShutdownOptions, StopSignal } from './node/shutdown.ts';
export { startServer } from './serve.ts';
export {
  backupServices,
  exportAccountOf,
  forgetAccountOf,
  migrateServices,
  readSharedWorld,
  servicesStatus,
  verifyServicesAudit,
  verifyServicesLedger,
} from './service-tasks.ts';
export type { ServicesPlace } from './service-tasks.ts';
export { TaskRefused } from './task-refused.ts';
export type { RunningServer, StartOptions } from './serve.ts';
export { VERSION } from './server-facts.ts';
export { openSqliteStore } from './sqlite/sqlite-store.ts';
export type { CommitStats, SqliteStore, SqliteStoreOptions } from './sqlite/sqlite-store.ts';
export { DataDirectoryInUse, StoreCorrupt } from './sqlite/store-errors.ts';
export type { FightGame } from './fights/fight-game.ts';
export { kernelRules } from './turns/kernel-rules.ts';
export type { TurnGame } from './turns/turn-game.ts';
export type { HostedWorld } from './world/start-world.ts';
export { connectWebSocket } from './websocket/connect.ts';
export type { ConnectOptions } from './websocket/connect.ts';
export { WebSocketDoor } from './websocket/web-socket-door.ts';
export type { DoorOptions } from './websocket/web-socket-door.ts';
