/**
 * Carries the letters of matches that are played by file: a mailbox for each account. What is in a parcel is signed, and
 * sealed where it is secret, by the players themselves; here it is only kept until it was taken.
 */
import { base64, fromBase64, hex, sha256 } from '@rubato/schema';
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext } from '../service-context.ts';
import { nameKey } from '../text/name-key.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import { newId } from '../uuid.ts';
import type { ParcelWaits } from './parcel-waits.ts';

/** Parcels in one mailbox, and of one sender in it; one more is refused as `limit-reached`. */
export const MOST_PARCELS = 2000;
export const MOST_PARCELS_OF_ONE = 500;
/** Bytes of all parcels in one mailbox. */
export const MAILBOX_BYTES = 32 << 20;
/** Parcels of one page of a list. */
export const PARCELS_PER_PAGE = 200;
/** A parcel that nobody took is gone after this; whoever still needs it sends it again. */
export const KEPT_PARCEL_MS = 90 * 24 * 3_600_000;
/** Parcels that expire in one transaction, so that nobody waits long. */
export const EXPIRED_AT_ONCE = 500;
/** A request waits for parcels so long at most: less than the time that a request may take. */
export const PARCEL_WAIT_MS = 8000;
/** What an account may send. */
export const SEND_RATE: Rate = { tokens: 3000, perMs: 3_600_000 };

/** `<match>/<turn>/<player>/<kind>-<sha256>`: what couriers call a parcel. */
const NAME = /^([0-9a-f]{64})\/\d{1,7}\/[a-z0-9_-]{1,32}\/[a-z]{1,16}-([0-9a-f]{64})$/;

export interface NewParcel {
  readonly name: string;
  /** The username of whoever it is for. */
  readonly to: string;
  readonly bytes: Uint8Array;
}

export interface ListedParcel {
  readonly id: string;
  readonly name: string;
  readonly size: number;
}

const ACCOUNT = 'select id from account where username_key = ?';
const KNOWN = 'select 1 as known from parcel where to_id = ? and name = ?';
const HELD = `select count(*) as n, coalesce(sum(size), 0) as held,
  coalesce(sum(case when from_id = ? then 1 else 0 end), 0) as own from parcel where to_id = ?`;
const PUT = `insert into parcel (id, to_id, from_id, match_id, name, size, bytes, sent_ms) values (?, ?, ?, ?, ?, ?, ?, ?)
  on conflict (to_id, name) do nothing`;
const LIST = 'select id, name, size from parcel where to_id = ? and id > ? order by id limit ?';
const LIST_OF_MATCH =
  'select id, name, size from parcel where to_id = ? and match_id = ? and id > ? order by id limit ?';
const GET = 'select bytes from parcel where to_id = ? and name = ?';
const EXPIRE = 'delete from parcel where id in (select id from parcel where id < ? order by id limit ?)';
const DROP = 'delete from parcel where to_id = ? and name = ?';

export interface ListWish {
  /** Of this match alone. */
  readonly match?: string | undefined;
  /** An id of the page before. */
  readonly after?: string | undefined;
  /** Where nothing is there, so long for something to come, at most PARCEL_WAIT_MS. */
  readonly waitMs?: number | undefined;
}

export class PostOffice {
  readonly #context: Pick<ServiceContext, 'database' | 'clock' | 'random'>;
  readonly #waits: Pick<ParcelWaits, 'came' | 'open'>;

  constructor(
    context: Pick<ServiceContext, 'database' | 'clock' | 'random'>,
    waits: Pick<ParcelWaits, 'came' | 'open'>,
  ) {
    this.#context = context;
    this.#waits = waits;
  }

  /** Safe when it returns; the same again changes nothing. Throws Refused `bad-value`, `not-found`, `limit-reached`, or Throttled. */
  async send(accountId: string, { name, to, bytes }: NewParcel): Promise<void> {
    const [, match, hash] = NAME.exec(name) ?? [];
    if (match === undefined || hash !== hex(sha256(bytes)))
      throw new Refused('bad-value', 'a parcel is called match/turn/player/kind-sha256, by the hash of its own bytes');
    const { database, clock } = this.#context;
    const [account] = (await database.query(ACCOUNT, [nameKey(to)])).rows;
    if (account === undefined) throw new Refused('not-found', `nobody here is called ${to}`);
    const toId = account['id'] as string;
    if ((await database.query(KNOWN, [toId, name])).rows.length > 0) return;
    await takeTokens(database, clock, [{ bucket: `post ${accountId}`, rate: SEND_RATE }]);
    const values = [newId(this.#context), toId, accountId, match, name, bytes.length, base64(bytes), clock.wallMs()];
    await database.transaction(
      async (transaction) => {
        const [row] = (await transaction.query(HELD, [accountId, toId])).rows;
        const full =
          Number(row!['n']) >= MOST_PARCELS ||
          Number(row!['own']) >= MOST_PARCELS_OF_ONE ||
          Number(row!['held']) + bytes.length > MAILBOX_BYTES;
        if (full) throw new Refused('limit-reached', `the mailbox of ${to} is full; send it again once it was emptied`);
        await transaction.query(PUT, values);
      },
      { locks: [`mailbox ${toId}`] },
    );
    this.#waits.came(toId);
  }

  /** The account's mailbox, the oldest first. Throws Refused `limit-reached` when too many of its requests wait. */
  async list(accountId: string, { match, after, waitMs = 0 }: ListWish = {}): Promise<readonly ListedParcel[]> {
    if (waitMs <= 0) return this.#page(accountId, match, after);
    const wait = this.#waits.open(accountId, Math.min(waitMs, PARCEL_WAIT_MS));
    try {
      const there = await this.#page(accountId, match, after);
      if (there.length > 0) return there;
      await wait.over;
      return await this.#page(accountId, match, after);
    } finally {
      wait.end();
    }
  }

  async #page(accountId: string, match?: string, after: string = ''): Promise<readonly ListedParcel[]> {
    const { database } = this.#context;
    const { rows } =
      match === undefined
        ? await database.query(LIST, [accountId, after, PARCELS_PER_PAGE])
        : await database.query(LIST_OF_MATCH, [accountId, match, after, PARCELS_PER_PAGE]);
    return rows as unknown as readonly ListedParcel[];
  }

  /** Throws Refused `not-found`. */
  async get(accountId: string, name: string): Promise<Uint8Array> {
    const [row] = (await this.#context.database.query(GET, [accountId, name])).rows;
    if (row === undefined) throw new Refused('not-found', 'no such parcel is in your mailbox');
    return fromBase64(row['bytes'] as string);
  }

  /** Takes it out of the mailbox; what isn't there changes nothing. */
  async drop(accountId: string, name: string): Promise<void> {
    await this.#context.database.batch([{ sql: DROP, values: [accountId, name] }], { locks: [] });
  }

  /** Forgets what was kept too long, at most EXPIRED_AT_ONCE parcels; returns how many. */
  async expire(): Promise<number> {
    const { database, clock } = this.#context;
    // Ids begin with the millisecond of the sending, in 12 hex digits.
    const digits = (clock.wallMs() - KEPT_PARCEL_MS).toString(16).padStart(12, '0');
    const before = `${digits.slice(0, 8)}-${digits.slice(8)}`;
    const [done] = await database.batch([{ sql: EXPIRE, values: [before, EXPIRED_AT_ONCE] }], { locks: [] });
    return done!.changes;
  }
}
