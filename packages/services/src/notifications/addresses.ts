/**
 * Where accounts are reached by mail or gateway. Nothing goes to an address before its owner has shown the code that was
 * sent there; one link in each mail ends it again.
 */
import type { Clock, Database, Random } from '@rubato/ports';
import { hex } from '@rubato/schema';
import { hashOf } from '../accounts/tokens.ts';
import { Refused } from '../ledger/refused.ts';
import { takeTokens } from '../throttle/throttle.ts';
import type { AddressedWay } from './kinds.ts';

export interface Address {
  readonly way: AddressedWay;
  readonly address: string;
  readonly verified: boolean;
}

/** What a code is sent with. */
export interface CodeToSend {
  readonly address: string;
  readonly code: string;
  readonly untilMs: number;
}

/** A code is good for so long, and for so many tries. */
export const CODE_MS = 30 * 60_000;
export const CODE_TRIES = 5;
/** Codes that an account may have sent, to whatever address; and that one address may get from all accounts. */
export const CODES_PER_ACCOUNT = { tokens: 5, perMs: 24 * 3_600_000 };
export const CODES_PER_ADDRESS = { tokens: 5, perMs: 24 * 3_600_000 };
const ADDRESS_LENGTH = 254;

const FORMS: Readonly<Record<AddressedWay, { readonly form: RegExp; readonly words: string }>> = {
  // One mailbox and nothing that a header or a list could be made of.
  mail: { form: /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@(?:[a-z0-9-]+\.)+[a-z0-9-]{2,}$/iu, words: 'an e-mail address' },
  gateway: { form: /^\+[1-9]\d{6,14}$/, words: 'a number such as +491701234567' },
};

const OWN = `select way, address, verified_ms as "verifiedMs" from notification_address where account_id = ? order by way`;
const PUT = `insert into notification_address (account_id, way, address, verified_ms, code_sha256, code_until_ms, tries, unsubscribe)
  values (?, ?, ?, null, ?, ?, 0, ?) on conflict (account_id, way) do update set address = excluded.address,
  verified_ms = null, code_sha256 = excluded.code_sha256, code_until_ms = excluded.code_until_ms, tries = 0,
  unsubscribe = excluded.unsubscribe`;
const TRY = `update notification_address set tries = tries + 1 where account_id = ? and way = ? and code_until_ms > ?
  and tries < ? and code_sha256 is not null returning code_sha256 as code`;
const VERIFY = `update notification_address set verified_ms = ?, code_sha256 = null
  where account_id = ? and way = ? and code_sha256 = ?`;

export class Addresses {
  readonly #context: { readonly database: Database; readonly clock: Clock; readonly random: Random };

  constructor(context: { readonly database: Database; readonly clock: Clock; readonly random: Random }) {
    this.#context = context;
  }

  async of(accountId: string): Promise<readonly Address[]> {
    const { rows } = await this.#context.database.query(OWN, [accountId]);
    return rows.map(({ way, address, verifiedMs }) => {
      return { way: way as AddressedWay, address: address as string, verified: verifiedMs !== null };
    });
  }

  /** Puts an address in the place of the last, unverified; returns the code to send there. Throws Refused `bad-value`, Throttled. */
  async set(accountId: string, way: AddressedWay, address: string): Promise<CodeToSend> {
    const { form, words } = FORMS[way];
    if (address.length > ADDRESS_LENGTH || !form.test(address)) throw new Refused('bad-value', `that is not ${words}`);
    const { database, clock, random } = this.#context;
    await takeTokens(database, clock, [
      { bucket: `notification codes ${accountId}`, rate: CODES_PER_ACCOUNT },
      { bucket: `notification codes to ${hashOf(address.toLowerCase())}`, rate: CODES_PER_ADDRESS },
    ]);
    const code = digits(random);
    const untilMs = clock.wallMs() + CODE_MS;
    const values = [accountId, way, address, hashOf(code), untilMs, hex(random.bytes(16))];
    await database.batch([{ sql: PUT, values }], { locks: [] });
    return { address, code, untilMs };
  }

  /** Throws Refused `wrong-credentials` for another code, one too late, or after too many tries. */
  async verify(accountId: string, way: AddressedWay, code: string): Promise<void> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const [tried] = await database.batch([{ sql: TRY, values: [accountId, way, nowMs, CODE_TRIES] }], { locks: [] });
    const wanted = tried!.rows[0]?.['code'];
    const given = hashOf(code.trim());
    if (wanted !== given)
      throw new Refused('wrong-credentials', 'that is not the code, or its time is over: have another sent');
    await database.batch([{ sql: VERIFY, values: [nowMs, accountId, way, given] }], { locks: [] });
  }

  async remove(accountId: string, way: AddressedWay): Promise<void> {
    const sql = 'delete from notification_address where account_id = ? and way = ?';
    await this.#context.database.batch([{ sql, values: [accountId, way] }], { locks: [] });
  }

  /** Ends what goes to an address, by the token of its mails; false for an unknown one. */
  async unsubscribe(token: string): Promise<boolean> {
    const sql = 'delete from notification_address where unsubscribe = ?';
    const [gone] = await this.#context.database.batch([{ sql, values: [token] }], { locks: [] });
    return gone!.changes > 0;
  }

  /** Where to send, if the owner has shown that it is theirs. */
  async verified(
    accountId: string,
    way: AddressedWay,
  ): Promise<{ readonly address: string; readonly unsubscribe: string } | undefined> {
    const sql = `select address, unsubscribe from notification_address
      where account_id = ? and way = ? and verified_ms is not null`;
    const { rows } = await this.#context.database.query(sql, [accountId, way]);
    return rows[0] as unknown as { address: string; unsubscribe: string } | undefined;
  }
}

/** Eight digits, all alike likely but for one part in 40 million. */
function digits(random: Random): string {
  const [a, b, c, d, e, f] = random.bytes(6) as unknown as [number, number, number, number, number, number];
  const number = ((((a * 256 + b) * 256 + c) * 256 + d) * 256 + e) * 256 + f;
  return String(number % 100_000_000).padStart(8, '0');
}
