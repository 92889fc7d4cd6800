/**
 * The services of one server: database, accounts, characters; what they tell, done. Migrations run before anything else
 * reads the database.
 */
import { join } from 'node:path';
import type { Authenticate, Host } from '@rubato/host';
import type { Clock, Database, Log, PasswordHash } from '@rubato/ports';
import {
  Accounts,
  CHARACTER_LIMITS,
  Characters,
  Ledger,
  mayTradeOver,
  migrate,
  Refused,
  Trades,
  type AccountLimits,
  type CharacterRules,
  type ServiceContext,
  type SessionEnd,
  type SessionsEnded,
} from '@rubato/services';
import type { Notify } from './api/account-handlers.ts';
import { Argon2PasswordHash } from './auth/argon2-password-hash.ts';
import type { ServerConfig } from './config/settings.ts';
import { openPostgresDatabase } from './database/postgres/postgres-database.ts';
import { openSqliteDatabase } from './database/sqlite/sqlite-database.ts';
import { keepHouse } from './housekeeping.ts';
import { nodeRandom } from './node/node-random.ts';
import type { Unwind } from './unwind.ts';

/** The services' file in the data directory, unless they live in PostgreSQL. */
export const SERVICES_FILE = 'services.db';

export interface ServiceOptions {
  /** What a game's world offers to newcomers. Default: one faction, `wanderers`. */
  readonly characterRules?: CharacterRules;
  readonly accountLimits?: Partial<AccountLimits>;
  /** Default: argon2id. */
  readonly passwords?: PasswordHash;
}

export interface Services {
  readonly database: Database;
  readonly accounts: Accounts;
  readonly characters: Characters;
  readonly ledger: Ledger;
  readonly trades: Trades;
  /** For the host: who shows a session token. */
  readonly authenticate: Authenticate;
  /** From now on sessions that end close their sockets. */
  connect(host: Host): void;
  deliver(notify: Notify): void;
}

export interface ServiceParts extends ServiceOptions {
  readonly config: Pick<ServerConfig, 'data' | 'database' | 'sync'>;
  readonly clock: Clock;
  readonly log: Log;
}

const WANDERERS: CharacterRules = {
  startingLocations: new Map([['wanderers', 'crossroads']]),
  ...CHARACTER_LIMITS,
};

/** What players read when their session ends. */
const ENDS: Readonly<Record<SessionEnd, string>> = {
  logout: 'you logged out',
  revoked: 'this session was ended from another one',
  'password-changed': 'the password was changed; log in again',
  'token-reused': 'somebody else used this login, so it was ended; log in again',
  banned: 'this account is banned',
  'too-many-sessions': 'this account logged in elsewhere too often; log in again',
};

/** Rejects with DatabaseError or MigrationRefused; `unwind` closes what was opened. */
export async function startServices(parts: ServiceParts, unwind: Unwind): Promise<Services> {
  const { clock, log } = parts;
  const database = await openDatabase(parts.config);
  unwind.add(() => database.close());
  for (const { number, name } of await migrate(database, clock)) log.log('info', 'migrated', { step: number, name });
  const { passwords = new Argon2PasswordHash() } = parts;
  const context: ServiceContext = { database, clock, random: nodeRandom, passwords, log };
  const accounts = await Accounts.create(context, parts.accountLimits);
  const characters = new Characters(context, parts.characterRules ?? WANDERERS);
  const ledger = new Ledger(context);
  const trades = new Trades({ ...context, mayTrade: mayTradeOver({ ...context, blocks: async () => false }) });
  let host: Host | undefined;
  const deliver = (notify: Notify) => {
    for (const told of notify) if (told.kind === 'sessions-ended') endLogins(told, host);
  };
  unwind.add(keepHouse({ context, characters, trades, deliver }));
  return {
    database,
    accounts,
    characters,
    ledger,
    trades,
    authenticate: (token) => identityOf(accounts, token),
    connect: (made) => void (host = made),
    deliver,
  };
}

function endLogins({ sessionIds, reason }: SessionsEnded, host: Host | undefined): void {
  for (const id of sessionIds) host?.endLogin(id, reason === 'banned' ? 'kicked' : 'notAuthorised', ENDS[reason]);
}

/** The database that these settings name; the caller closes it. */
export function openDatabase(config: ServiceParts['config']): Promise<Database> {
  if (config.database !== undefined) return openPostgresDatabase({ url: config.database });
  return openSqliteDatabase({ path: join(config.data, SERVICES_FILE), synchronous: config.sync });
}

/** A guest's made-up name is not worth showing: such a player is called what the join says. */
async function identityOf(accounts: Accounts, token: string): ReturnType<Authenticate> {
  try {
    const { accountId, sessionId: login, username, guest } = await accounts.sessions.authenticate(token);
    return guest ? { accountId, login } : { accountId, login, name: username };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
