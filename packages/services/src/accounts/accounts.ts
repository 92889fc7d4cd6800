/** Accounts: register, log in, guests, passwords, identities from elsewhere. */
import type { Statement, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext, ServiceResult } from '../service-context.ts';
import { checkUsername, type CheckedName } from '../text/name-rules.ts';
import { nameKey } from '../text/name-key.ts';
import { giveBack, takeTokens } from '../throttle/throttle.ts';
import { newId } from '../uuid.ts';
import {
  findByEmail,
  findByIdentity,
  findById,
  findByName,
  insertAccount,
  linkIdentity,
  type Account,
} from './account-rows.ts';
import { refuseBanned } from './bans.ts';
import { checkEmail, type CheckedEmail } from './email.ts';
import { ACCOUNT_LIMITS, type AccountLimits } from './limits.ts';
import { checkNewPassword, hashPassword, isPasswordLength, verifyPassword } from './passwords.ts';
import { accountLock, endSessions, type Client } from './session-rows.ts';
import { Sessions, sessionsEnded, type Caller, type Tokens } from './sessions.ts';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Registration extends Credentials {
  readonly email?: string;
}

/** Somebody whom an issuer vouches for, verified by the server. */
export interface ExternalIdentity {
  readonly issuer: string;
  readonly subject: string;
}

const SET_PASSWORD = 'update account set password_hash = ? where id = ? and password_hash = ?';
const NAME_GUEST = `update account set username = ?, username_key = ?, email = ?, email_key = ?, password_hash = ?, guest = 0
  where id = ? and guest = 1`;

export class Accounts {
  readonly #context: ServiceContext;
  readonly #limits: AccountLimits;
  readonly sessions: Sessions;
  /** Hash of a password that nobody has: what an unknown name is checked against. */
  readonly #nobodysHash: string;

  private constructor(context: ServiceContext, limits: AccountLimits, nobodysHash: string) {
    this.#context = context;
    this.#limits = limits;
    this.#nobodysHash = nobodysHash;
    this.sessions = new Sessions(context, limits);
  }

  static async create(context: ServiceContext, limits: Partial<AccountLimits> = {}): Promise<Accounts> {
    const nobody = Array.from(context.random.bytes(32), (byte) => byte.toString(16)).join('');
    return new Accounts(context, { ...ACCOUNT_LIMITS, ...limits }, await context.passwords.hash(nobody));
  }

  /** Makes an account and logs it in; throws Refused `bad-value`, `taken`, `too-many` or `overloaded`. */
  async register(wanted: Registration, client: Client): Promise<ServiceResult<Tokens>> {
    const { database, clock, passwords } = this.#context;
    const name = checkUsername(wanted.username);
    const email = checkEmail(wanted.email);
    checkNewPassword(wanted.password);
    await takeTokens(database, clock, [this.#loginAddress(client)]);
    // Looked up before the slow hash; that nobody was quicker is decided by the insert.
    await this.#refuseTaken(name, email);
    const bucket = `register address ${client.address}`;
    await takeTokens(database, clock, [{ bucket, rate: this.#limits.registerPerAddress }]);
    const passwordHash = await hashPassword(passwords, wanted.password);
    return this.#make({ name, email, passwordHash, guest: false }, client);
  }

  /**
   * Logs an account in; throws Refused `wrong-credentials`, `banned`, `too-many` or `overloaded`. Unknown name and wrong
   * password cost one verification each, and read the same.
   */
  async login({ username, password }: Credentials, client: Client): Promise<ServiceResult<Tokens>> {
    const { database, clock } = this.#context;
    const key = nameKey(username);
    const perAccount = { bucket: `login account ${key}`, rate: this.#limits.loginPerAccount };
    await takeTokens(database, clock, [this.#loginAddress(client), perAccount]);
    const account = await findByName(database, key);
    await this.#checkPassword(account, password);
    const known = account!;
    await this.#rehash(known, password);
    return this.#openSession(known, client, [giveBack(perAccount.bucket, perAccount.rate)]);
  }

  /** Makes an account without a name or password, for `upgradeGuest` to name later. */
  async guest(client: Client): Promise<ServiceResult<Tokens>> {
    const bucket = `guest address ${client.address}`;
    await takeTokens(this.#context.database, this.#context.clock, [{ bucket, rate: this.#limits.guestPerAddress }]);
    return this.#make({ name: this.#madeName('guest'), email: undefined, passwordHash: null, guest: true }, client);
  }

  /** Gives a guest a name and a password; throws Refused as `register` does, and `not-allowed` when it is no guest. */
  async upgradeGuest(caller: Caller, wanted: Registration, client: Client): Promise<{ readonly username: string }> {
    const { database, clock, passwords } = this.#context;
    const name = checkUsername(wanted.username);
    const email = checkEmail(wanted.email);
    checkNewPassword(wanted.password);
    await takeTokens(database, clock, [this.#loginAddress(client)]);
    if (!(await findById(database, caller.accountId))?.guest) throw noGuest();
    await this.#refuseTaken(name, email);
    const hash = await hashPassword(passwords, wanted.password);
    const values = [name.name, name.key, email?.address ?? null, email?.key ?? null, hash, caller.accountId];
    const named = await this.#orTaken(() => database.batch([{ sql: NAME_GUEST, values }], { locks: [] }));
    if (named[0]!.changes === 0) throw noGuest();
    return { username: name.name };
  }

  /** Throws Refused `wrong-credentials`, `bad-value`, `too-many` or `overloaded`; ends every other session. */
  async changePassword(
    caller: Caller,
    { oldPassword, newPassword }: { readonly oldPassword: string; readonly newPassword: string },
  ): Promise<ServiceResult<void>> {
    const { database, clock, passwords } = this.#context;
    checkNewPassword(newPassword);
    const bucket = `login account ${nameKey(caller.username)}`;
    await takeTokens(database, clock, [{ bucket, rate: this.#limits.loginPerAccount }]);
    const account = await findById(database, caller.accountId);
    await this.#checkPassword(account, oldPassword);
    const hash = await hashPassword(passwords, newPassword);
    const change = async (transaction: Transaction) => {
      const { changes } = await transaction.query(SET_PASSWORD, [hash, account!.id, account!.passwordHash]);
      if (changes === 0) throw new Refused('conflict', 'the password was changed meanwhile; log in again');
      await transaction.batch([giveBack(bucket, this.#limits.loginPerAccount)]);
      const { accountId, sessionId } = caller;
      return endSessions(transaction, {
        accountId,
        except: sessionId,
        nowMs: clock.wallMs(),
        reason: 'password-changed',
      });
    };
    const ended = await database.transaction(change, { locks: [accountLock(caller.accountId)] });
    return { reply: undefined, notify: sessionsEnded(ended, 'password-changed') };
  }

  /** Logs in whom an issuer vouches for, with a new account the first time. Throws Refused `banned` or `too-many`. */
  async loginWithIdentity(identity: ExternalIdentity, client: Client): Promise<ServiceResult<Tokens>> {
    const { database, clock } = this.#context;
    await takeTokens(database, clock, [this.#loginAddress(client)]);
    const account = await findByIdentity(database, identity);
    if (account?.disabledMs) throw new Refused('banned', 'this account is disabled');
    const banned = { accountId: account?.id ?? '', address: client.address };
    await refuseBanned(database, banned, { kind: 'login', nowMs: clock.wallMs() });
    if (account) return this.#openSession(account, client);
    const made = { name: this.#madeName('player'), email: undefined, passwordHash: null, guest: false };
    try {
      return await this.#make(made, client, identity);
    } catch (error) {
      if (!(error instanceof LinkedMeanwhile)) throw error;
      // In a transaction: what the rival wrote may be committed together with more, and plain reads see it only then.
      const find = (transaction: Transaction) => findByIdentity(transaction, identity);
      const owner = await database.transaction(find, { locks: [] });
      if (!owner) throw error;
      return this.#openSession(owner, client);
    }
  }

  /** Lets the caller's account log in with an identity too; throws Refused `taken` when it belongs to another account. */
  async linkIdentity(caller: Caller, identity: ExternalIdentity): Promise<void> {
    const nowMs = this.#context.clock.wallMs();
    const link = (transaction: Transaction) =>
      linkIdentity(transaction, { ...identity, accountId: caller.accountId, nowMs });
    const owner = await this.#context.database.transaction(link, { locks: [] });
    if (owner !== caller.accountId) throw new Refused('taken', 'this identity belongs to another account');
  }

  /** Exactly one verification, whatever is known of the name; throws Refused `wrong-credentials`. */
  async #checkPassword(account: Account | undefined, password: string): Promise<void> {
    const hash = account?.passwordHash ?? this.#nobodysHash;
    const fits = isPasswordLength(password) && (await verifyPassword(this.#context.passwords, hash, password));
    if (!fits || !account?.passwordHash)
      throw new Refused('wrong-credentials', 'there is no account with this name and password');
    if (account.disabledMs !== null) throw new Refused('banned', 'this account is disabled');
  }

  /** The password is at hand only now, so weak hashes of old are replaced at a login. */
  async #rehash({ id, passwordHash }: Account, password: string): Promise<void> {
    const { database, passwords } = this.#context;
    if (passwordHash === null || !passwords.needsRehash(passwordHash)) return;
    const hash = await hashPassword(passwords, password);
    await database.batch([{ sql: SET_PASSWORD, values: [hash, id, passwordHash] }], { locks: [] });
  }

  async #make(made: NewAccount, client: Client, identity?: ExternalIdentity): Promise<ServiceResult<Tokens>> {
    const { database, clock } = this.#context;
    const account = { id: newId(this.#context), username: made.name.name };
    const make = async (transaction: Transaction) => {
      await insertAccount(transaction, { ...made, id: account.id, nowMs: clock.wallMs() });
      const link = identity && { ...identity, accountId: account.id, nowMs: clock.wallMs() };
      if (link && (await linkIdentity(transaction, link)) !== account.id) throw new LinkedMeanwhile();
      return (await this.sessions.open(transaction, account, client)).tokens;
    };
    // What must be unique is so by its key, not by what was read before.
    const tokens = await this.#orTaken(() => database.transaction(make, { locks: [] }));
    return { reply: tokens, notify: [] };
  }

  async #openSession(
    account: Account,
    client: Client,
    also: readonly Statement[] = [],
  ): Promise<ServiceResult<Tokens>> {
    const { database, clock } = this.#context;
    const open = async (transaction: Transaction) => {
      const banned = { accountId: account.id, address: client.address };
      await refuseBanned(transaction, banned, { kind: 'login', nowMs: clock.wallMs() });
      if (also.length > 0) await transaction.batch(also);
      return this.sessions.open(transaction, account, client);
    };
    const { tokens, ended } = await database.transaction(open, { locks: [accountLock(account.id)] });
    return { reply: tokens, notify: sessionsEnded(ended, 'too-many-sessions') };
  }

  async #refuseTaken(name: CheckedName, email: CheckedEmail | undefined): Promise<void> {
    const { database } = this.#context;
    if (await findByName(database, name.key)) throw nameTaken();
    if (email && (await findByEmail(database, email.key))) throw nameTaken();
  }

  async #orTaken<T>(run: () => Promise<T>): Promise<T> {
    try {
      return await run();
    } catch (error) {
      if ((error as { code?: unknown }).code === 'unique') throw nameTaken();
      throw error;
    }
  }

  /** Unlikely enough to meet another (64 random bits) that a clash is answered like any name that is taken. */
  #madeName(prefix: 'guest' | 'player'): CheckedName {
    const digits = Array.from(this.#context.random.bytes(8), (byte) => String(byte).padStart(3, '0')).join('');
    const name = `${prefix}-${digits}`;
    return { name, key: name };
  }

  #loginAddress(client: Client) {
    return { bucket: `login address ${client.address}`, rate: this.#limits.loginPerAddress };
  }
}

/** Two first logins of one identity met; nothing of the later one stays. */
class LinkedMeanwhile extends Error {}

interface NewAccount {
  readonly name: CheckedName;
  readonly email: CheckedEmail | undefined;
  readonly passwordHash: string | null;
  readonly guest: boolean;
}

function nameTaken(): Refused {
  return new Refused(
    'taken',
    'this name, one that looks like it, or this e-mail address belongs to somebody; choose another',
  );
}

function noGuest(): Refused {
  return new Refused('not-allowed', 'this account has a name already');
}
