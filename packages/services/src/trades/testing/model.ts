/** What the ledger should hold, kept as two maps and nothing else, from what the services acknowledged. */
import type { Offer } from '../offer.ts';
import type { Trade, TradeSide } from '../trade.ts';

export type Effect =
  | {
      readonly kind: 'asset';
      readonly from: string;
      readonly to: string;
      readonly asset: string;
      readonly amount: number;
    }
  | {
      readonly kind: 'item';
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly version: number;
    };

export interface HeldItem {
  readonly holder: string;
  readonly version: number;
}

export class Model {
  readonly #balances = new Map<string, number>();
  readonly items = new Map<string, HeldItem>();
  /** The newest version seen of each trade. */
  readonly trades = new Map<string, Trade>();
  /** Everything of which there must be one effect only: rewards, completed trades, calls. */
  readonly #once = new Set<string>();

  balance(holder: string, asset: string): number {
    return this.#balances.get(`${holder} ${asset}`) ?? 0;
  }

  /** Those that aren't 0, as `holder asset → amount`, sorted. */
  balances(): [string, number][] {
    return [...this.#balances].filter(([, amount]) => amount !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  }

  saw(trade: Trade): void {
    const known = this.trades.get(trade.id);
    if (!known || known.version < trade.version) this.trades.set(trade.id, trade);
  }

  first(what: string): boolean {
    if (this.#once.has(what)) return false;
    this.#once.add(what);
    return true;
  }

  /** Assets in any order, as sums don't depend on it; items by their versions: every move from where the last one led. */
  apply(effects: readonly Effect[]): void {
    const moves = effects.filter((effect) => effect.kind === 'item').sort((a, b) => a.version - b.version);
    for (const { id, from, to, version } of moves) {
      const { holder, version: known } = this.items.get(id)!;
      if (holder !== from || known !== version)
        throw new Error(`item ${id} was moved twice: from ${from} at ${version}, but ${holder} has it at ${known}`);
      this.items.set(id, { holder: to, version: version + 1 });
    }
    for (const effect of effects) if (effect.kind === 'asset') this.#move(effect);
    for (const [where, amount] of this.#balances)
      if (amount < 0 && !where.startsWith('system:')) throw new Error(`${where} is ${amount}`);
  }

  holds(holder: string, { assets, items }: Offer): boolean {
    return (
      assets.every(({ asset, amount }) => this.balance(holder, asset) >= amount) &&
      items.every(({ id, version }) => {
        const item = this.items.get(id);
        return item?.holder === holder && item.version === version;
      })
    );
  }

  #move({ from, to, asset, amount }: Effect & { kind: 'asset' }): void {
    this.#balances.set(`${from} ${asset}`, this.balance(from, asset) - amount);
    this.#balances.set(`${to} ${asset}`, this.balance(to, asset) + amount);
  }
}

/** What a completed trade moves. */
export function effectsOf({ from, to }: Trade): readonly Effect[] {
  return [...given(from, to), ...given(to, from)];
}

function given(giver: TradeSide, taker: TradeSide): readonly Effect[] {
  const parties = { from: giver.characterId, to: taker.characterId };
  return [
    ...giver.offer.assets.map((offered) => ({ kind: 'asset' as const, ...offered, ...parties })),
    ...giver.offer.items.map(({ id, version }) => ({ kind: 'item' as const, id, version, ...parties })),
  ];
}
