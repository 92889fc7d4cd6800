/**
 * Trading. Nothing is set aside while a trade is open: an item may lie in several offers, and gold may be spent meanwhile.
 * That is safe, because what is offered moves only by compare-and-set on (holder, version) and on the balance, in the one
 * transaction that ends the trade: whichever trade comes first gets the item, the other is refused with `not-held`. And it
 * keeps a cancelled, forgotten or crashed trade from ever holding anybody's goods.
 */
import type { LedgerContext } from '../ledger/context.ts';
import { openHolder } from '../ledger/holders.ts';
import { once } from '../ledger/once.ts';
import { holdsAsset, holdsItem, postingSteps } from '../ledger/posting.ts';
import type { Plan, Step } from '../ledger/plan.ts';
import { Refused, type Refusal } from '../ledger/refused.ts';
import { uuid7 } from '../ledger/uuid7.ts';
import { heldItems } from '../items/items.ts';
import { noteTradeRequest } from '../notifications/player-notes.ts';
import { checkedOffer, type Offer, type OfferRequest } from './offer.ts';
import { settlement } from './settle.ts';
import { accepted, cancelled, confirmed, declined, NO_TRADE, offered, otherSide } from './trade.ts';
import { requestedTrade, sideOf, type SideName, type Trade, type TradeSide } from './trade.ts';
import { endDue, insertTrade, TRADE_BY_ID, tradeOf, TRADES_OF, updateTrade, type TradeRow } from './trade-rows.ts';

export interface TradesContext extends LedgerContext {
  /** Why these two may not trade (no such character, blocked, banned, too far apart …); asked at request and accept. */
  readonly mayTrade: (characterId: string, otherId: string) => Promise<Refusal | undefined>;
}

/** Who calls, and under which idempotency key. */
export interface TradeCaller {
  readonly characterId: string;
  readonly key: string;
}

export type TradeNoticeType = 'TRADE_REQUEST' | 'TRADE_ACCEPT' | 'TRADE_DECLINE' | 'TRADE_UPDATE' | 'TRADE_COMPLETE';

export interface TradeNotice {
  /** The character to tell. */
  readonly to: string;
  readonly type: TradeNoticeType;
  readonly data: Trade;
}

export interface TradeOutcome {
  readonly reply: Trade;
  /** Empty for a repeated call: whom it concerns was told, and reads the trade again after losing a connection. */
  readonly notify: readonly TradeNotice[];
}

/** Which offers the caller speaks of. */
export interface OfRevision {
  readonly tradeId: string;
  readonly revision: number;
}

interface Change {
  readonly trade: Trade;
  /** With the one that updates the trade; by default only that. */
  readonly steps?: readonly Step[];
}

type Decide = (trade: Trade, side: SideName, nowMs: number) => Change | Promise<Change>;

export class Trades {
  readonly #context: TradesContext;

  constructor(context: TradesContext) {
    this.#context = context;
  }

  /** Throws Refused: `bad-value` for oneself, what `mayTrade` says, `conflict`, `limit-reached`. */
  async request(caller: TradeCaller, toId: string): Promise<TradeOutcome> {
    const { clock, random, database, mayTrade } = this.#context;
    const fromId = caller.characterId;
    if (toId === fromId) throw new Refused('bad-value', 'nobody trades with themselves');
    const atMs = clock.wallMs();
    const trade = requestedTrade(uuid7(atMs, random), { from: fromId, to: toId }, atMs);
    const parties = [fromId, toId].sort();
    const decide = async (): Promise<Plan<Trade>> => {
      refuse(await mayTrade(fromId, toId));
      const about = { tradeId: trade.id, expiresMs: trade.expiresMs };
      const note = { statement: noteTradeRequest({ fromId, toId }, about, atMs) };
      return {
        steps: [...parties.map((id) => openHolder(id, atMs)), ...insertTrade(trade, atMs), note],
        locks: parties.map((id) => `trades:${id}`),
        reply: trade,
      };
    };
    const done = await once(database, callOf(caller, ['trade-request', toId]), { atMs, decide });
    return outcome(done, [{ to: toId, type: 'TRADE_REQUEST', data: done.reply }]);
  }

  accept(caller: TradeCaller, tradeId: string): Promise<TradeOutcome> {
    return this.#change(
      caller,
      { tradeId, request: ['trade-accept', tradeId], type: 'TRADE_ACCEPT' },
      async (trade, side, nowMs) => {
        refuse(await this.#context.mayTrade(trade.to.characterId, trade.from.characterId));
        return { trade: accepted(trade, side, nowMs) };
      },
    );
  }

  decline(caller: TradeCaller, tradeId: string): Promise<TradeOutcome> {
    return this.#change(
      caller,
      { tradeId, request: ['trade-decline', tradeId], type: 'TRADE_DECLINE' },
      (trade, side, nowMs) => ({
        trade: declined(trade, side, nowMs),
      }),
    );
  }

  /** Either side, at any time before it is done. */
  cancel(caller: TradeCaller, tradeId: string): Promise<TradeOutcome> {
    return this.#change(
      caller,
      { tradeId, request: ['trade-cancel', tradeId], type: 'TRADE_UPDATE' },
      (trade, _, nowMs) => ({
        trade: cancelled(trade, nowMs),
      }),
    );
  }

  /** Declines where the caller was asked and has not accepted, else cancels: for whoever just wants it over. */
  end(caller: TradeCaller, tradeId: string): Promise<TradeOutcome> {
    const about = { tradeId, request: ['trade-end', tradeId], type: 'TRADE_DECLINE' } as const;
    return this.#change(caller, about, (trade, side, nowMs) => {
      const asked = trade.state === 'requested' && side === 'to';
      return { trade: asked ? declined(trade, side, nowMs) : cancelled(trade, nowMs) };
    });
  }

  /**
   * Puts `request` in the place of the caller's offer and voids both confirmations. Throws Refused `not-held` for what the
   * caller hasn't got, `conflict` when the offers have changed since `revision`.
   */
  async offer(caller: TradeCaller, { tradeId, revision }: OfRevision, request: OfferRequest): Promise<TradeOutcome> {
    const { assets, items } = checkedOffer(request);
    const asked = ['trade-offer', tradeId, revision, assets.map(({ asset, amount }) => [asset, amount]), items];
    const holder = caller.characterId;
    return this.#change(caller, { tradeId, request: asked, type: 'TRADE_UPDATE' }, async (trade, side, nowMs) => {
      const offer: Offer = { assets, items: await heldItems(this.#context.database, holder, items) };
      const next = offered(trade, { side, revision, offer }, nowMs);
      return {
        trade: next,
        steps: [...assets.map(({ asset, amount }) => holdsAsset(holder, asset, amount)), updateTrade(next)],
      };
    });
  }

  /** Agrees to the offers of `revision`; the second side's agreement moves everything. Throws Refused as `offer` does. */
  confirm(caller: TradeCaller, { tradeId, revision }: OfRevision): Promise<TradeOutcome> {
    const request = ['trade-confirm', tradeId, revision];
    return this.#change(caller, { tradeId, request, type: 'TRADE_UPDATE' }, (trade, side, nowMs) => {
      const next = confirmed(trade, side, { revision, nowMs });
      if (next.state !== 'done') return { trade: next, steps: [...holdsOffer(next[side]), updateTrade(next)] };
      const txId = uuid7(nowMs, this.#context.random);
      const posting = settlement(next, { txId, actorId: caller.characterId, atMs: nowMs });
      const [enter, ...moves] = postingSteps(posting) as [Step, ...Step[]];
      // The trade first: of two who both would complete it, the later one looks again, instead of missing what is gone.
      return { trade: next, steps: [enter, updateTrade(next, txId), ...moves] };
    });
  }

  /** Throws Refused `not-found` for trades of others. */
  async get(characterId: string, tradeId: string): Promise<Trade> {
    const trade = await this.#read(tradeId);
    sideOf(trade, characterId);
    return trade;
  }

  /** The character's trades under way. */
  async list(characterId: string): Promise<readonly Trade[]> {
    const nowMs = this.#context.clock.wallMs();
    const values = [characterId, nowMs, characterId, nowMs];
    const { rows } = await this.#context.database.query<TradeRow>(TRADES_OF, values);
    return rows.map(tradeOf);
  }

  /** Ends at most `limit` trades whose time is over, and tells both sides. To be called every few seconds. */
  async expireDue(limit = 100): Promise<readonly TradeNotice[]> {
    const [result] = await this.#context.database.batch([endDue(this.#context.clock.wallMs(), limit)]);
    return (result?.rows ?? []).flatMap((row) => {
      const trade = tradeOf(row as TradeRow);
      return notices('TRADE_UPDATE', trade, [trade.from.characterId, trade.to.characterId]);
    });
  }

  async #read(tradeId: string): Promise<Trade> {
    const { rows } = await this.#context.database.query<TradeRow>(TRADE_BY_ID, [tradeId]);
    if (!rows[0]) throw new Refused(NO_TRADE.code, NO_TRADE.message);
    return tradeOf(rows[0]);
  }

  async #change(
    caller: TradeCaller,
    about: { readonly tradeId: string; readonly request: readonly unknown[]; readonly type: TradeNoticeType },
    decide: Decide,
  ): Promise<TradeOutcome> {
    const { clock, database } = this.#context;
    const atMs = clock.wallMs();
    const plan = async (): Promise<Plan<Trade>> => {
      const trade = await this.#read(about.tradeId);
      const { trade: next, steps = [updateTrade(next)] } = await decide(trade, sideOf(trade, caller.characterId), atMs);
      return { steps, reply: next };
    };
    const done = await once(database, callOf(caller, about.request), { atMs, decide: plan });
    return outcome(done, noticesOf(about.type, done.reply, caller.characterId));
  }
}

function callOf({ characterId, key }: TradeCaller, request: readonly unknown[]) {
  return { actorId: characterId, key, request };
}

function outcome(done: { reply: Trade; repeated: boolean }, notify: readonly TradeNotice[]): TradeOutcome {
  return { reply: done.reply, notify: done.repeated ? [] : notify };
}

/** Both learn of a completed trade; of anything else the caller knows by the reply. */
function noticesOf(type: TradeNoticeType, trade: Trade, callerId: string): readonly TradeNotice[] {
  const other = trade[otherSide(sideOf(trade, callerId))].characterId;
  if (trade.state === 'done') return notices('TRADE_COMPLETE', trade, [callerId, other]);
  return notices(type, trade, [other]);
}

function notices(type: TradeNoticeType, data: Trade, to: readonly string[]): readonly TradeNotice[] {
  return to.map((characterId) => ({ to: characterId, type, data }));
}

function holdsOffer({ characterId, offer }: TradeSide): readonly Step[] {
  return [
    ...offer.assets.map(({ asset, amount }) => holdsAsset(characterId, asset, amount)),
    ...offer.items.map(({ id, version }) => holdsItem(id, characterId, version)),
  ];
}

function refuse(why: Refusal | undefined): void {
  if (why) throw new Refused(why.code, why.message);
}
