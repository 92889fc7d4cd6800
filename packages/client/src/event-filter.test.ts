import { expect, it } from 'vitest';
import { EventFilter } from './event-filter.ts';

const wire = (seq: number, tick = seq, cause = 1, index = 0) => ({
  seq,
  tick,
  cause,
  index,
  event: 0,
  data: new Uint8Array(),
});

it('lets repeated events through once, in sequence', () => {
  const filter = new EventFilter(0);
  expect(filter.admit([wire(1), wire(2)], false)).toHaveLength(2);
  expect(filter.admit([wire(1), wire(2), wire(3)], false).map((event) => event.seq)).toEqual([3]);
  expect(filter.admit([wire(2)], false)).toEqual([]);
  expect([filter.newest, filter.missed]).toEqual([3, false]);
});

it('goes on behind a gap', () => {
  const filter = new EventFilter(0);
  filter.admit([wire(1)], false);
  expect(filter.admit([wire(40), wire(41)], true)).toHaveLength(2);
  expect(filter.newest).toBe(41);
});

it('goes on behind a gap that was told in a message without events', () => {
  const filter = new EventFilter(0);
  expect(filter.admit([], true)).toEqual([]);
  expect(filter.admit([wire(40)], false)).toHaveLength(1);
  expect([filter.newest, filter.missed]).toEqual([40, false]);
});

it('goes on behind a gap whose message was lost, and knows that there was one', () => {
  const filter = new EventFilter(3);
  expect(filter.admit([wire(9), wire(10)], false)).toHaveLength(2);
  expect([filter.newest, filter.missed]).toEqual([10, true]);
  expect(filter.admit([wire(11)], false)).toHaveLength(1);
  expect(filter.missed).toBe(false);
});

it('does not go back when a message of before a gap comes late', () => {
  const filter = new EventFilter(0);
  filter.admit([wire(40)], true);
  expect(filter.admit([wire(7), wire(8)], true)).toEqual([]);
  expect(filter.newest).toBe(40);
});

it('does not play a predicted event a second time', () => {
  const filter = new EventFilter(0);
  expect(filter.predict({ tick: 7, cause: 6, index: 0, name: 'fired' })).toBe(true);
  expect(filter.predict({ tick: 7, cause: 6, index: 0, name: 'fired' })).toBe(false);
  expect(filter.unheard(wire(1, 7, 6), 'fired')).toBe(false);
  expect(filter.unheard(wire(2, 8, 6), 'fired')).toBe(true);
});

it('knows the events of an order by its number, whichever tick applied it', () => {
  const filter = new EventFilter(0);
  const cause = 3 + 4 * (1 + 256 * 5);
  filter.predict({ tick: 7, cause, index: 0, name: 'boosted' });
  expect(filter.unheard(wire(1, 9, cause), 'boosted')).toBe(false);
});

it('does not play again what a resumed server tells again', () => {
  const filter = new EventFilter(0);
  expect(filter.unheard(wire(1, 7), 'hit')).toBe(true);
  filter.unheard(wire(2, 9), 'hit');
  filter.restart(0, 8);
  expect(filter.unheard(wire(1, 7), 'hit')).toBe(false);
  expect(filter.unheard(wire(2, 8), 'hit')).toBe(true);
  // Tick 9 was lost in the crash: what happens in it now is another story.
  expect(filter.unheard(wire(3, 9), 'hit')).toBe(true);
});
