/** The public keys by which players seal messages for each other. Players pin them: the server only passes them on. */
import { Refused } from '../ledger/refused.ts';
import type { Player } from '../player.ts';
import { takeTokens, type Rate } from '../throttle/throttle.ts';
import type { SocialContext } from '../social/friends.ts';
import { reachable } from '../social/reachable.ts';

/** 32 bytes of base64url (X25519). */
const PUBLIC_KEY = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;
/** New keys of a character: each makes everybody who talks to it compare words. */
export const NEW_KEY_RATE: Rate = { tokens: 10, perMs: 3_600_000 };

const SAME = 'select 1 as same from secret_key where character_id = ? and public_key = ?';
const PUT = `insert into secret_key (character_id, public_key, changed_ms)
  select c.id, cast(? as text), cast(? as bigint) from character c
  where c.id = ? and c.account_id = ? and c.deleted_ms is null
  on conflict (character_id) do update set public_key = excluded.public_key, changed_ms = excluded.changed_ms`;
const FIND = 'select public_key, changed_ms from secret_key where character_id = ?';

export interface SecretKey {
  readonly publicKey: string;
  readonly changedMs: number;
}

export class SecretKeys {
  readonly #context: SocialContext;

  constructor(context: SocialContext) {
    this.#context = context;
  }

  /** Throws Refused `bad-value`, `not-found`, or Throttled; the same key again changes nothing. */
  async publish({ characterId, accountId }: Player, publicKey: string): Promise<void> {
    const { database, clock } = this.#context;
    if (!PUBLIC_KEY.test(publicKey)) throw new Refused('bad-value', 'a key is 32 bytes of base64url without padding');
    if ((await database.query(SAME, [characterId, publicKey])).rows.length > 0) return;
    await takeTokens(database, clock, [{ bucket: `secret key ${characterId}`, rate: NEW_KEY_RATE }]);
    const values = [publicKey, clock.wallMs(), characterId, accountId];
    const [put] = await database.batch([{ sql: PUT, values }], { locks: [] });
    if (put!.changes === 0) throw new Refused('not-found', 'there is no such character of yours');
  }

  /** Throws Refused `not-found` for a character that has none, or can't be reached. */
  async find(player: Player, characterId: string): Promise<SecretKey> {
    const { database } = this.#context;
    if (characterId !== player.characterId) await reachable(database, player, characterId);
    const [row] = (await database.query(FIND, [characterId])).rows;
    if (!row) throw new Refused('not-found', 'this character has no key: it can’t read sealed messages');
    return { publicKey: String(row['public_key']), changedMs: Number(row['changed_ms']) };
  }
}
