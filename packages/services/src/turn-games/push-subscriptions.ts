/** Browsers that want to be told by web push, and the server's own keys for it, made once. */
import { Refused } from '../ledger/refused.ts';
import type { ServiceContext } from '../service-context.ts';

export interface PushSubscription {
  /** Where the browser's push service takes messages for it. */
  readonly endpoint: string;
  /** The browser's public key and its secret, base64url: messages are encrypted for it. */
  readonly p256dh: string;
  readonly auth: string;
}

export interface PushKeys {
  readonly publicKey: string;
  readonly privateKey: string;
}

/** Browsers of one account; one more is refused as `limit-reached`. */
export const MOST_SUBSCRIPTIONS = 10;

const OWN = 'select endpoint, p256dh, auth from push_subscription where account_id = ? order by created_ms, endpoint';
const PUT = `insert into push_subscription (endpoint, account_id, p256dh, auth, created_ms) values (?, ?, ?, ?, ?)
  on conflict (endpoint) do update set account_id = excluded.account_id, p256dh = excluded.p256dh, auth = excluded.auth`;
const KEYS = 'select public_key as "publicKey", private_key as "privateKey" from push_key where one = 1';
const PUT_KEYS = `insert into push_key (one, public_key, private_key) values (1, ?, ?) on conflict (one) do nothing`;

export class PushSubscriptions {
  readonly #context: Pick<ServiceContext, 'database' | 'clock'>;

  constructor(context: Pick<ServiceContext, 'database' | 'clock'>) {
    this.#context = context;
  }

  /** The keys of all servers of this database; those of `make` if there are none yet. */
  async keys(make: () => PushKeys): Promise<PushKeys> {
    const { database } = this.#context;
    const known = (await database.query(KEYS)).rows[0] as unknown as PushKeys | undefined;
    if (known) return known;
    const { publicKey, privateKey } = make();
    await database.batch([{ sql: PUT_KEYS, values: [publicKey, privateKey] }], { locks: [] });
    return (await database.query(KEYS)).rows[0] as unknown as PushKeys;
  }

  /** Throws Refused `bad-value` for what is no https address, `limit-reached`. */
  async add(accountId: string, { endpoint, p256dh, auth }: PushSubscription): Promise<void> {
    if (!isPublic(endpoint)) throw new Refused('bad-value', 'a push service has an https address with a public name');
    const { database, clock } = this.#context;
    await database.transaction(
      async (transaction) => {
        const { rows } = await transaction.query(OWN, [accountId]);
        if (rows.length >= MOST_SUBSCRIPTIONS && !rows.some((row) => row['endpoint'] === endpoint))
          throw new Refused('limit-reached', `an account has at most ${MOST_SUBSCRIPTIONS} subscriptions`);
        await transaction.query(PUT, [endpoint, accountId, p256dh, auth, clock.wallMs()]);
      },
      { locks: [`push ${accountId}`] },
    );
  }

  async remove(accountId: string, endpoint: string): Promise<void> {
    const sql = 'delete from push_subscription where account_id = ? and endpoint = ?';
    await this.#context.database.batch([{ sql, values: [accountId, endpoint] }], { locks: [] });
  }

  async of(accountId: string): Promise<readonly PushSubscription[]> {
    return (await this.#context.database.query(OWN, [accountId])).rows as unknown as readonly PushSubscription[];
  }
}

/** Not an address, port or name by which somebody could make the server call its own neighbours. */
function isPublic(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname, port, username } = new URL(endpoint);
  return protocol === 'https:' && port === '' && username === '' && /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(hostname);
}
