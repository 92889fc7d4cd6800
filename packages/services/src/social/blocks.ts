/** Blocks: one account hears nothing of another, whichever characters they play. */
import { Refused } from '../ledger/refused.ts';
import type { BlocksChanged } from '../notice.ts';
import type { Player } from '../player.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { ServiceResult } from '../service-context.ts';
import type { SocialContext } from './friends.ts';
import { SOCIAL_LIMITS, type SocialLimits } from './social-limits.ts';

export interface Blocked {
  /** The character by which the account was blocked. */
  readonly characterId: string;
  readonly name: string;
  readonly sinceMs: number;
}

type BlocksTold = ServiceResult<void, BlocksChanged>;

const CHARACTER = 'select account_id, name from character where id = ? and deleted_ms is null';
const COUNT = 'select count(*) as count from block where account_id = ? and character_id <> ?';
const BLOCK = `insert into block (account_id, character_id, blocked_id, name, created_ms) values (?, ?, ?, ?, ?)
  on conflict (account_id, character_id) do nothing`;
const UNBLOCK = 'delete from block where account_id = ? and character_id = ?';
const LIST = `select character_id as "characterId", name, created_ms as "sinceMs" from block
  where account_id = ? order by created_ms desc, character_id limit ?`;
const BLOCKED = 'select distinct blocked_id from block where account_id = ? limit ?';
const OF = '(select id from character where account_id = ?)';
/** Values: blocker, blocked, blocked, blocker. */
const END_FRIENDSHIPS = `delete from friendship where (a_id in ${OF} and b_id in ${OF}) or (a_id in ${OF} and b_id in ${OF})`;
const END_INVITES = `delete from party_invite where invitee_id in ${OF} and inviter_id in ${OF}`;

export class Blocks {
  readonly #context: SocialContext;
  readonly #limits: SocialLimits;

  constructor(context: SocialContext, limits: Partial<SocialLimits> = {}) {
    this.#context = context;
    this.#limits = { ...SOCIAL_LIMITS, ...limits };
  }

  /**
   * Blocks whoever plays this character; friendships and invitations between the two end. Throws Refused `not-found`,
   * `bad-value` for oneself, `limit-reached`.
   */
  async block({ accountId }: Pick<Player, 'accountId'>, characterId: string): Promise<BlocksTold> {
    const { database, clock } = this.#context;
    const nowMs = clock.wallMs();
    const block = async (transaction: Parameters<Parameters<typeof database.transaction>[0]>[0]) => {
      const [found] = (await transaction.query(CHARACTER, [characterId])).rows;
      if (!found) throw new Refused('not-found', 'there is no such character');
      const blockedId = String(found['account_id']);
      if (blockedId === accountId) throw new Refused('bad-value', 'nobody blocks themselves');
      const [others] = (await transaction.query(COUNT, [accountId, characterId])).rows;
      if (Number(others!['count']) >= this.#limits.blocks)
        throw new Refused('limit-reached', `an account blocks ${this.#limits.blocks} characters at most`);
      await transaction.batch([
        { sql: BLOCK, values: [accountId, characterId, blockedId, String(found['name']), nowMs] },
        { sql: END_FRIENDSHIPS, values: [accountId, blockedId, blockedId, accountId] },
        { sql: END_INVITES, values: [accountId, blockedId] },
      ]);
    };
    await database.transaction(block, { locks: [`blocks ${accountId}`] });
    return { reply: undefined, notify: [{ kind: 'blocks', accountId }] };
  }

  /** Throws Refused `not-found`. Whoever was blocked by several characters is heard again when all were unblocked. */
  async unblock({ accountId }: Pick<Player, 'accountId'>, characterId: string): Promise<BlocksTold> {
    const unblock = { sql: UNBLOCK, values: [accountId, characterId] };
    const [unblocked] = await this.#context.database.batch([unblock], { locks: [] });
    if (unblocked!.changes === 0) throw new Refused('not-found', 'this character is not blocked');
    return { reply: undefined, notify: [{ kind: 'blocks', accountId }] };
  }

  /** The newest first. */
  async list({ accountId }: Pick<Player, 'accountId'>): Promise<readonly Blocked[]> {
    const { rows } = await this.#context.database.query(LIST, [accountId, this.#limits.blocks]);
    return rows as unknown as readonly Blocked[];
  }

  /** The accounts that this one doesn't want to hear, for its sockets to leave out. */
  blockedBy(accountId: string): Promise<ReadonlySet<string>> {
    return blockedBy(this.#context.database, accountId, this.#limits.blocks);
  }
}

async function blockedBy(queryable: Queryable, accountId: string, most: number): Promise<ReadonlySet<string>> {
  const { rows } = await queryable.query(BLOCKED, [accountId, most]);
  return new Set(rows.map((row) => String(row['blocked_id'])));
}
