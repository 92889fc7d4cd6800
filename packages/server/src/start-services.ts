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
  CLEANUP_EVERY_MS,
  cleanUpSessions,
  migrate,
  Refused,
  type AccountLimits,
  type CharacterRules,
  type ServiceContext,
  type SessionEnd,
} from '@rubato/services';
import type { Notify } from './api/account-handlers.ts';
import { Argon2PasswordHash } from './auth/argon2-password-hash.ts';
import type { ServerConfig } from './config/settings.ts';
import { openPostgresDatabase } from './database/postgres/postgres-database.ts';
import { openSqliteDatabase } from './database/sqlite/sqlite-database.ts';
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
  unwind.add(cleanAgainAndAgain(context, characters));
  let host: Host | undefined;
  return {
    database,
    accounts,
    characters,
    authenticate: (token) => identityOf(accounts, token),
    connect: (made) => void (host = made),
    deliver: (notify) => {
      for (const { sessionIds, reason } of notify)
        for (const id of sessionIds) host?.endLogin(id, reason === 'banned' ? 'kicked' : 'notAuthorised', ENDS[reason]);
    },
  };
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

/** Ended sessions, full buckets and characters whose time for undoing is over; the returned function ends that. */
function cleanAgainAndAgain(context: ServiceContext, characters: Characters): () => void {
  const { clock, log } = context;
  let ended = false;
  let cancel = clock.after(CLEANUP_EVERY_MS, run);
  return () => {
    ended = true;
    cancel();
  };

  function run(): void {
    Promise.all([cleanUpSessions(context), characters.purge()])
      .then(
        ([{ sessions, tokens }, purged]) =>
          log.log('debug', 'cleaned up', { sessions, tokens, characters: purged.length }),
        (error: unknown) => ended || log.log('error', 'the cleaning up failed', { error }),
      )
      .finally(() => {
        if (!ended) cancel = clock.after(CLEANUP_EVERY_MS, run);
      });
  }
}
