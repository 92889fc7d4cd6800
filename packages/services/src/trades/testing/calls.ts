/** Random calls of players and server; half of them make sense. Each predicts its answer when it runs alone. */
import type { SeededRandom } from '@rubato/ports/doubles';
import { REWARDS, type Ledger } from '../../ledger/ledger.ts';
import { isActive, type Trade } from '../trade.ts';
import type { Trades } from '../trades.ts';
import { effectsOf, type Effect, type Model } from './model.ts';

export interface Services {
  readonly ledger: Ledger;
  readonly trades: Trades;
}

export interface Call {
  readonly name: string;
  readonly run: (services: Services) => Promise<unknown>;
  /** `done` or the code of the refusal; undefined: not predicted. */
  readonly predicted: () => string | undefined;
  /** What it has done, given its reply; asked once per call. */
  readonly effects: (reply: unknown) => readonly Effect[];
}

export const CHARACTERS = ['ann', 'bob', 'cat', 'dan', 'eve'];
export const ASSETS = ['gold', 'gems'];
const NONE = () => [];

export class Calls {
  readonly #random: SeededRandom;
  readonly #model: Model;
  readonly #nowMs: () => number;
  #keys = 0;

  constructor(random: SeededRandom, model: Model, nowMs: () => number) {
    this.#random = random;
    this.#model = model;
    this.#nowMs = nowMs;
  }

  next(): Call {
    const random = this.#random;
    const drawn = random.int(1, 100);
    if (drawn <= 15) return this.pay();
    if (drawn <= 25) return this.#give();
    if (drawn <= 32) return this.reward();
    if (drawn <= 45) return this.#request();
    if (drawn <= 58) return this.#answer();
    if (drawn <= 78) return this.#offer();
    return this.#confirm();
  }

  pay(key = this.#key()): Call {
    const [from, to] = this.#two();
    const asset = this.#random.pick(ASSETS);
    const amount = this.#random.int(1, 60);
    const move = { from, to, asset, amount };
    return {
      name: `pay ${JSON.stringify(move)}`,
      run: async ({ ledger }) =>
        (await ledger.post({ actorId: 'server', key }, { kind: 'gift', assets: [move] })).reply,
      predicted: () => (this.#model.balance(from, asset) >= amount ? 'done' : 'not-held'),
      effects: () => [{ kind: 'asset', ...move }],
    };
  }

  /** One of few, so that the same reward is asked for again and again under calls of their own. */
  reward(): Call {
    const turn = this.#random.int(0, 300);
    const to = CHARACTERS[turn % CHARACTERS.length]!;
    const [asset, amount] = [ASSETS[turn % 2]!, 10 + (turn % 7)];
    const source = { matchId: 'match', turn, index: turn % 3 };
    return {
      name: `reward ${turn}`,
      run: async ({ ledger }) => (await ledger.grant(source, { to, assets: [{ asset, amount }] })).reply,
      predicted: () => 'done',
      effects: () => (this.#model.first(`reward ${turn}`) ? [{ kind: 'asset', from: REWARDS, to, asset, amount }] : []),
    };
  }

  #give(): Call {
    const key = this.#key();
    const [id, { holder, version }] = this.#random.pick([...this.#model.items]);
    const [from, to] = this.#random.chance(0.8) ? [holder, this.#other(holder)] : this.#two();
    const move = { id, from, to, version: this.#random.chance(0.9) ? version : version + 1 };
    return {
      name: `give ${JSON.stringify(move)}`,
      run: async ({ ledger }) => (await ledger.post({ actorId: 'server', key }, { kind: 'gift', items: [move] })).reply,
      predicted: () => {
        const item = this.#model.items.get(id)!;
        return item.holder === from && item.version === move.version ? 'done' : 'not-held';
      },
      effects: () => [{ kind: 'item', ...move }],
    };
  }

  #request(): Call {
    const key = this.#key();
    const [from, to] = this.#two();
    return this.#trade(`request ${from} ${to}`, ({ trades }) => trades.request({ characterId: from, key }, to));
  }

  #answer(): Call {
    const key = this.#key();
    const { id, to, state } = this.#anyTrade();
    const verb = this.#random.pick(
      state === 'requested'
        ? (['accept', 'accept', 'accept', 'decline', 'cancel'] as const)
        : (['accept', 'cancel'] as const),
    );
    const who = this.#random.chance(0.85) ? to.characterId : this.#random.pick(CHARACTERS);
    return this.#trade(`${verb} ${id} by ${who}`, ({ trades }) => trades[verb]({ characterId: who, key }, id));
  }

  #offer(): Call {
    const key = this.#key();
    const trade = this.#anyTrade();
    const who = this.#party(trade);
    const has = this.#random.chance(0.9);
    const own = [...this.#model.items].filter(([, { holder }]) => (holder === who) === has).map(([id]) => id);
    const items = own.length > 0 && this.#random.chance(0.6) ? [this.#random.pick(own)] : [];
    const assets = this.#random.chance(0.7)
      ? [{ asset: this.#random.pick(ASSETS), amount: this.#random.int(1, 50) }]
      : [];
    const about = { tradeId: trade.id, revision: this.#revision(trade) };
    return {
      ...this.#trade(`offer ${trade.id} by ${who}`, ({ trades }) =>
        trades.offer({ characterId: who, key }, about, { assets, items }),
      ),
      predicted: () => {
        const missing = items.some((id) => this.#model.items.get(id)!.holder !== who);
        const refused = this.#refused(trade.id, who, about.revision);
        if (refused === 'not-found') return refused;
        if (missing) return 'not-held';
        return refused ?? (this.#model.holds(who, { assets, items: [] }) ? 'done' : 'not-held');
      },
    };
  }

  #confirm(): Call {
    const key = this.#key();
    const trade = this.#anyTrade();
    const who = this.#party(trade);
    const about = { tradeId: trade.id, revision: this.#revision(trade) };
    return {
      ...this.#trade(`confirm ${trade.id} by ${who}`, ({ trades }) => trades.confirm({ characterId: who, key }, about)),
      predicted: () => this.#refused(trade.id, who, about.revision) ?? this.#confirmable(trade.id, who),
    };
  }

  #refused(tradeId: string, who: string, revision: number): string | undefined {
    const trade = this.#model.trades.get(tradeId);
    if (!trade || (trade.from.characterId !== who && trade.to.characterId !== who)) return 'not-found';
    if (trade.state !== 'open' || !isActive(trade, this.#nowMs())) return 'conflict';
    return trade.revision === revision ? undefined : 'conflict';
  }

  #confirmable(tradeId: string, who: string): string {
    const { from, to } = this.#model.trades.get(tradeId)!;
    const sides = [from, to];
    if (JSON.stringify(from.offer) === JSON.stringify(to.offer)) return 'bad-value';
    const own = sides.find(({ characterId }) => characterId === who)!;
    const other = sides.find((side) => side !== own)!;
    const mustHold = other.confirmed ? sides : [own];
    return mustHold.every(({ characterId, offer }) => this.#model.holds(characterId, offer)) ? 'done' : 'not-held';
  }

  #trade(name: string, run: (services: Services) => Promise<{ readonly reply: Trade }>): Call {
    return {
      name,
      run: async (services) => (await run(services)).reply,
      predicted: () => undefined,
      effects: (reply) => {
        const trade = reply as Trade;
        this.#model.saw(trade);
        if (trade.state !== 'done') return NONE();
        if (!this.#model.first(`trade ${trade.id}`)) throw new Error(`trade ${trade.id} was completed twice`);
        return effectsOf(trade);
      },
    };
  }

  /** Mostly one under way, so that trades get somewhere. */
  #anyTrade(): Trade {
    const all = [...this.#model.trades.values()].slice(-200);
    const active = all.filter((trade) => isActive(trade, this.#nowMs()));
    const from = active.length > 0 && this.#random.chance(0.95) ? active : all;
    const parties = { characterId: 'ann', offer: { assets: [], items: [] }, confirmed: false };
    const none = {
      id: 'none',
      state: 'open',
      version: 0,
      revision: 0,
      from: parties,
      to: parties,
      expiresMs: 0,
    } as const;
    return from.length > 0 ? this.#random.pick(from) : none;
  }

  #party({ from, to }: Trade): string {
    const parties = [from.characterId, to.characterId];
    return this.#random.pick(this.#random.chance(0.97) ? parties : CHARACTERS);
  }

  #revision({ revision }: Trade): number {
    return this.#random.chance(0.93) ? revision : revision + this.#random.int(-1, 1);
  }

  #two(): [string, string] {
    const from = this.#random.pick(CHARACTERS);
    return [from, this.#other(from)];
  }

  #other(than: string): string {
    return this.#random.pick(CHARACTERS.filter((character) => character !== than));
  }

  #key(): string {
    return `key-${this.#keys++}`;
  }
}
