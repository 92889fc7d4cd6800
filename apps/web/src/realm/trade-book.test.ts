import { describe, expect, it } from 'vitest';
import {
  asksFor,
  dropped,
  goldOf,
  goldTyped,
  isOver,
  noted,
  offers,
  readAgain,
  sidesOf,
  type TradeBook,
} from './trade-book.ts';
import type { Trade } from './told.ts';

const side = (characterId: string, gold: number) => {
  return {
    characterId,
    offer: { assets: gold === 0 ? [] : [{ asset: 'gold', amount: gold }], items: [] },
    confirmed: false,
  };
};
const trade = (version: number, more: Partial<Trade> = {}): Trade => {
  return {
    id: 't',
    state: 'open',
    version,
    revision: version,
    from: side('a', 5),
    to: side('b', 0),
    expiresMs: 1,
    ...more,
  };
};
const empty: TradeBook = new Map();

describe('trades', () => {
  it('are as the newest account says, in whatever order accounts come', () => {
    const book = noted(noted(empty, trade(3, { state: 'done' })), trade(2));
    expect(book.get('t')).toMatchObject({ version: 3, state: 'done' });
    expect(dropped(book, 't').size).toBe(0);
  });

  it('that the server no longer has under way are gone after a reconnection, unless their end is shown', () => {
    const book = [trade(1, { id: 'lost' }), trade(2, { id: 'ended', state: 'cancelled' })].reduce(noted, empty);
    expect([...readAgain(book, [trade(1, { id: 'new' })]).keys()]).toEqual(['ended', 'new']);
  });

  it('ask whoever was asked, until there is an answer', () => {
    const requested = trade(1, { state: 'requested' });
    expect([asksFor(requested, 'b'), asksFor(requested, 'a'), asksFor(trade(2), 'b')]).toEqual([true, false, false]);
  });

  it('have a side of one’s own', () => {
    expect(sidesOf(trade(1), 'b')).toMatchObject({
      asked: false,
      own: { characterId: 'b' },
      other: { characterId: 'a' },
    });
    expect(sidesOf(trade(1), 'a').asked).toBe(true);
    expect([goldOf(trade(1).from), goldOf(trade(1).to)]).toEqual([5, 0]);
  });

  it('are over once they are neither asked for nor open', () => {
    expect((['requested', 'open', 'done', 'expired'] as const).map((state) => isOver(trade(1, { state })))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('know what is offered already, in whatever order things were chosen', () => {
    const own = side('a', 5);
    const things = ['lamp', 'rope'].map((id) => ({ id, template: id, version: 1 }));
    const offer = { ...own, offer: { ...own.offer, items: things } };
    expect(offers(offer, 5, ['rope', 'lamp'])).toBe(true);
    expect([offers(offer, 4, ['rope', 'lamp']), offers(offer, 5, ['rope']), offers(offer, 5, [])]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('take whole gold that one has', () => {
    expect(['', ' 7 ', '10'].map((text) => goldTyped(text, 10))).toEqual([0, 7, 10]);
    expect(['11', '-1', '1.5', '1e3', 'ten', '9'.repeat(16)].map((text) => goldTyped(text, 10))).toEqual(
      Array.from({ length: 6 }),
    );
  });
});
