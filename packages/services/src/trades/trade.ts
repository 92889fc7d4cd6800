/**
 * A trade between two characters, and what each step makes of it: pure.
 *
 *   requested ─accept→ open ─offer (revision + 1, both confirmations void)→ open ─both confirm one revision→ done
 *       └─decline→ declined    requested, open ─cancel→ cancelled, ─time passes→ expired
 */
import { refusal, Refused, type Refusal } from '../ledger/refused.ts';
import { EMPTY_OFFER, isEven, type Offer } from './offer.ts';

export type TradeState = 'requested' | 'open' | 'done' | 'declined' | 'cancelled' | 'expired';

export interface TradeSide {
  readonly characterId: string;
  readonly offer: Offer;
  /** Whether this side agreed to the offers as they are now. */
  readonly confirmed: boolean;
}

export interface Trade {
  readonly id: string;
  readonly state: TradeState;
  /** Rises with each change: of two messages about a trade the higher one counts. */
  readonly version: number;
  /** Which offers a confirmation means. */
  readonly revision: number;
  /** Who asked for the trade. */
  readonly from: TradeSide;
  readonly to: TradeSide;
  /** It ends by itself at this time, in milliseconds since 1970. */
  readonly expiresMs: number;
}

export type SideName = 'from' | 'to';

/** How long a request waits for an answer. */
export const REQUEST_MS = 60_000;
/** How long an accepted trade lives after its last change. */
export const OPEN_MS = 10 * 60_000;

export function requestedTrade(id: string, parties: { from: string; to: string }, nowMs: number): Trade {
  const side = (characterId: string): TradeSide => ({ characterId, offer: EMPTY_OFFER, confirmed: false });
  return {
    id,
    state: 'requested',
    version: 1,
    revision: 0,
    from: side(parties.from),
    to: side(parties.to),
    expiresMs: nowMs + REQUEST_MS,
  };
}

/** The side of a character; throws Refused `not-found` for anybody else, who may not even learn of the trade. */
export function sideOf(trade: Trade, characterId: string): SideName {
  if (trade.from.characterId === characterId) return 'from';
  if (trade.to.characterId === characterId) return 'to';
  throw new Refused(NO_TRADE.code, NO_TRADE.message);
}

export const otherSide = (side: SideName): SideName => (side === 'from' ? 'to' : 'from');

export const NO_TRADE: Refusal = refusal('not-found', 'there is no such trade');

export function accepted(trade: Trade, side: SideName, nowMs: number): Trade {
  expectState(trade, ['requested'], nowMs);
  if (side !== 'to') throw new Refused('not-allowed', 'only whoever was asked can accept');
  return { ...next(trade), state: 'open', expiresMs: nowMs + OPEN_MS };
}

export function declined(trade: Trade, side: SideName, nowMs: number): Trade {
  expectState(trade, ['requested'], nowMs);
  if (side !== 'to') throw new Refused('not-allowed', 'only whoever was asked can decline; cancel the trade instead');
  return { ...next(trade), state: 'declined' };
}

export function cancelled(trade: Trade, nowMs: number): Trade {
  expectState(trade, ['requested', 'open'], nowMs);
  return { ...next(trade), state: 'cancelled' };
}

/** @param revision the one that the caller saw, so that a late offer never replaces what was seen since. */
export function offered(
  trade: Trade,
  { side, revision, offer }: { readonly side: SideName; readonly revision: number; readonly offer: Offer },
  nowMs: number,
): Trade {
  expectState(trade, ['open'], nowMs);
  expectRevision(trade, revision);
  const changed = { ...trade[side], offer, confirmed: false };
  const other = { ...trade[otherSide(side)], confirmed: false };
  return {
    ...next(trade),
    revision: trade.revision + 1,
    [side]: changed,
    [otherSide(side)]: other,
    expiresMs: nowMs + OPEN_MS,
  };
}

/** Done when the other side has confirmed this revision before. */
export function confirmed(trade: Trade, side: SideName, options: { revision: number; nowMs: number }): Trade {
  expectState(trade, ['open'], options.nowMs);
  expectRevision(trade, options.revision);
  if (isEven(trade.from.offer, trade.to.offer)) throw new Refused('bad-value', 'nothing would change hands');
  const both = trade[otherSide(side)].confirmed;
  return { ...next(trade), state: both ? 'done' : 'open', [side]: { ...trade[side], confirmed: true } };
}

export const isActive = (trade: Trade, nowMs: number): boolean =>
  (trade.state === 'requested' || trade.state === 'open') && nowMs < trade.expiresMs;

function next(trade: Trade): Trade {
  return { ...trade, version: trade.version + 1 };
}

function expectState(trade: Trade, states: readonly TradeState[], nowMs: number): void {
  const overdue = (trade.state === 'requested' || trade.state === 'open') && !isActive(trade, nowMs);
  const state = overdue ? 'expired' : trade.state;
  if (!states.includes(state)) throw new Refused('conflict', `the trade is ${state}`);
}

function expectRevision(trade: Trade, revision: number): void {
  if (trade.revision === revision) return;
  throw new Refused('conflict', `the offers are at revision ${trade.revision} now; look at them again`);
}
