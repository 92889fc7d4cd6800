/** Gold and items on a double-entry ledger: for shops, quests, fights and everything else that is no trade. */
import type { Database } from '@rubato/ports';
import { HOLDINGS_PER_PAGE } from '@rubato/protocol';
import { uuid7 } from './uuid7.ts';
import { openHolder, systemHolder } from './holders.ts';
import { once, type Once } from './once.ts';
import type { Step } from './plan.ts';
import { postingSteps, type AssetMove, type ItemMove, type NewItem } from './posting.ts';
import { Refused } from './refused.ts';
import type { LedgerContext } from './context.ts';

/** Where rewards come from. */
export const REWARDS = systemHolder('rewards');

export interface PostRequest {
  /** Why: `shop`, `quest` … */
  readonly kind: string;
  readonly ref?: string;
  readonly assets?: readonly AssetMove[];
  readonly items?: readonly ItemMove[];
  readonly mint?: readonly Omit<NewItem, 'id'>[];
}

export interface Posted {
  readonly txId: string;
  /** Ids of the new items, in the order asked. */
  readonly minted: readonly string[];
}

/** One reward of a match: (match, turn, index) names it for good. */
export interface RewardSource {
  readonly matchId: string;
  readonly turn: number;
  readonly index: number;
}

export interface Reward {
  readonly to: string;
  readonly assets?: readonly { readonly asset: string; readonly amount: number }[];
  readonly items?: readonly { readonly template: string; readonly data: string }[];
}

export interface Balance {
  readonly asset: string;
  readonly amount: number;
}

/** Assets of one page. */
export const BALANCES_PER_PAGE = HOLDINGS_PER_PAGE;

export class Ledger {
  readonly #context: LedgerContext;

  constructor(context: LedgerContext) {
    this.#context = context;
  }

  /**
   * Moves assets and items, or makes new ones, all or nothing, once per (actor, key). Takers are opened as holders.
   * Throws Refused: `not-held`, `limit-reached`, `bad-value`, `key-reused`.
   */
  post(call: { readonly actorId: string; readonly key: string }, request: PostRequest): Promise<Once<Posted>> {
    return this.#post({ ...call, kept: false }, request);
  }

  /** Grants a reward of a match exactly once, however often and whenever it is asked for; `key-reused` if it was another. */
  grant({ matchId, turn, index }: RewardSource, { to, assets = [], items = [] }: Reward): Promise<Once<Posted>> {
    if (![turn, index].every((part) => Number.isSafeInteger(part) && part >= 0))
      throw new Refused('bad-value', 'turn and index of a reward are whole numbers from 0');
    const key = `${encodeURIComponent(matchId)}/${turn}/${index}`;
    return this.#post(
      { actorId: REWARDS, key, kept: true },
      {
        kind: 'reward',
        ref: key,
        assets: assets.map(({ asset, amount }) => ({ from: REWARDS, to, asset, amount })),
        mint: items.map((item) => ({ ...item, to })),
      },
    );
  }

  /** What a holder has of each asset, those it has none of left out, a page at a time. @param after the last asset of the page before */
  async balances(holderId: string, after = ''): Promise<readonly Balance[]> {
    const sql = `select asset, amount from balance where holder_id = ? and asset > ? and amount <> 0
      order by asset limit ${BALANCES_PER_PAGE}`;
    return (await this.#database.query<{ asset: string; amount: number }>(sql, [holderId, after])).rows;
  }

  get #database(): Database {
    return this.#context.database;
  }

  async #post(
    call: { readonly actorId: string; readonly key: string; readonly kept: boolean },
    request: PostRequest,
  ): Promise<Once<Posted>> {
    const { clock, random } = this.#context;
    const { kind, ref, assets = [], items = [], mint = [] } = request;
    const atMs = clock.wallMs();
    const minted = mint.map((item) => ({ ...item, id: uuid7(atMs, random) }));
    const posting = { txId: uuid7(atMs, random), kind, actorId: call.actorId, atMs, assets, items, mint: minted };
    const whole = ref === undefined ? posting : { ...posting, ref };
    const takers = new Set([...assets, ...items, ...mint].map(({ to }) => to));
    const givers = assets.map(({ from }) => from).filter((from) => from.startsWith('system:'));
    const holders = [...new Set([...takers, ...givers])].sort();
    // Almost always they exist: only when one is missing they are opened, at the second attempt.
    let opening: readonly Step[] = [];
    const decide = () => {
      const steps = [...opening, ...postingSteps(whole)];
      opening = holders.map((holder) => openHolder(holder, atMs));
      return { steps, reply: { txId: posting.txId, minted: minted.map(({ id }) => id) } };
    };
    return once(this.#database, { ...call, request: requestOf(request) }, { atMs, decide });
  }
}

function requestOf({ kind, ref, assets = [], items = [], mint = [] }: PostRequest): readonly unknown[] {
  return [
    'post',
    kind,
    ref ?? null,
    assets.map(({ from, to, asset, amount }) => [from, to, asset, amount]),
    items.map(({ id, from, to, version }) => [id, from, to, version]),
    mint.map(({ template, data, to }) => [template, data, to]),
  ];
}
