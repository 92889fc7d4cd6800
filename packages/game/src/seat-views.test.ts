import { describe, expect, it } from 'vitest';
import { u8, viewOf } from '@rubato/schema';
import { defineGame } from './define.ts';
import { codecsOf } from './game-codecs.ts';
import { Machine } from './machine.ts';
import { ONE, race, SEED, spies, THREE, TWO } from './test-games.ts';
import { JOIN, LEAVE } from './turn.ts';
import { filterFor, hidesAnything, viewFor } from './view-for.ts';
import type { Fields, Id, Seat } from '@rubato/schema';
import type { Context } from './context.ts';

/** Seats 1 and 2 have two cards each; each card aims at the one before it. */
const start = () => Machine.start(spies, { seats: [ONE, TWO], seed: SEED });
const cardsOf = (machine: Machine<typeof spies>) => [...machine.view.cards].map(({ id }) => id);
const at = { seq: 1, seenTick: 0 } as const;
const turnOver = (seat: typeof ONE, card: Id<'cards'>) => ({ ...at, seat, name: 'turn', args: { card } }) as const;

describe('what a seat may know', () => {
  it('is all that it can look at: other rows vanish, records read as new, refs to the unseen read none', () => {
    const machine = start();
    const [, , third, fourth] = cardsOf(machine);
    const view = machine.viewOf(TWO);
    expect([...view.cards].map(({ id, aim }) => [id, aim])).toEqual([
      [third, 0],
      [fourth, third],
    ]);
    expect(view.secret.code).toBe(0);
    expect(machine.viewOf(null).cards.size).toBe(0);
    expect(machine.view.secret.code).toBe(4711);
  });

  it('is all that its orders are checked against, so that a refusal can’t leak', () => {
    const machine = start();
    const [mine, , theirs] = cardsOf(machine);
    if (mine === undefined || theirs === undefined) throw new Error('no cards');
    const nowhere = (theirs + 64) as Id<'cards'>;
    const report = machine.runTurn({
      orders: [turnOver(ONE, mine), turnOver(ONE, theirs), turnOver(ONE, nowhere)],
      ticks: 0,
    });
    expect(report.outcomes).toEqual([
      { status: 'applied' },
      { status: 'rejected', reason: 'not-seen' },
      { status: 'rejected', reason: 'not-seen' },
    ]);
    const peek = { ...at, seat: TWO, name: 'peek', args: {} } as const;
    expect(machine.check(peek)).toBe('sees-2-code-0');
    expect(machine.check(peek, machine.view)).toBe('sees-4-code-4711');
    expect(machine.runTurn({ orders: [peek], ticks: 0 }).outcomes[0]).toMatchObject({ reason: 'sees-2-code-0' });
  });

  it('follows the state that an order’s predecessors left', () => {
    const machine = start();
    const [, , theirs] = cardsOf(machine);
    if (theirs === undefined) throw new Error('no cards');
    const take = { ...at, seat: ONE, name: 'take', args: { card: theirs } } as const;
    const orders = [turnOver(ONE, theirs), take, turnOver(ONE, theirs), turnOver(TWO, theirs)];
    const report = machine.runTurn({ orders, ticks: 0 });
    expect(report.outcomes.map(({ status }) => status)).toEqual(['rejected', 'applied', 'applied', 'rejected']);
  });

  it('is a snapshot for hosts: with the hash of what is seen and nothing of the rest', () => {
    const machine = start();
    const own = viewFor(machine, TWO);
    const before = own.viewHash();
    const theirs = cardsOf(machine)[0];
    for (const card of machine.state.cards) if (card.id === theirs) card.rank = 99;
    machine.runTurn({ ticks: 0 });
    expect(viewFor(machine, TWO).viewHash()).toBe(before);
    expect(viewFor(machine, ONE).viewHash()).not.toBe(before);
    const reused = viewFor(machine, TWO, own);
    expect(reused).toBe(own);
    expect(viewOf(codecsOf(spies).layout, reused)).toMatchObject({ cards: { size: 2 } });
  });

  it('is looked at through memory that goes with the seat', () => {
    const machine = start();
    const order = (name: typeof JOIN | typeof LEAVE) => ({ seat: TWO, seq: 0, seenTick: 0, name, args: {} }) as const;
    const before = machine.viewOf(TWO);
    machine.runTurn({ ticks: 1 });
    expect(machine.viewOf(TWO)).toBe(before);
    machine.runTurn({ orders: [order(LEAVE), order(JOIN)], ticks: 0 });
    expect(machine.viewOf(TWO)).not.toBe(before);
  });

  it('can be asked row by row', () => {
    const visible = filterFor(start(), TWO);
    expect([0, 1, 2, 3].map((slot) => visible?.(0, slot))).toEqual([false, false, true, true]);
    expect(visible?.(1, 0)).toBe(false);
    expect(hidesAnything(spies)).toBe(true);
  });

  it('is asked of the game itself, so that a game can be written as a class', () => {
    class Masked {
      readonly name = 'masked';
      readonly version = 1;
      readonly state = { rows: { n: u8 } };
      readonly shown = 1;
      setup({ state }: Context<Masked['state'], Record<never, Fields>, Record<never, Fields[string]>>) {
        for (const n of [0, this.shown]) state.rows.add({ n });
      }
      sees(_view: object, viewer: Seat | null, _table: 'rows', row: { readonly n: number }): boolean {
        return viewer !== null && row.n === this.shown;
      }
    }
    const machine = Machine.start(defineGame(new Masked()), { seats: [ONE], seed: SEED });
    expect([...machine.viewOf(ONE).rows].map(({ n }) => n)).toEqual([1]);
    expect([0, 1].map((slot) => filterFor(machine, ONE)?.(0, slot))).toEqual([false, true]);
    expect(machine.viewOf(null).rows.size).toBe(0);
  });

  it('is everything in a game that hides nothing, without a copy', () => {
    const machine = Machine.start(race, { seats: [ONE], seed: SEED });
    expect(machine.viewOf(null)).toBe(machine.view);
    expect(filterFor(machine, ONE)).toBeUndefined();
    expect(hidesAnything(race)).toBe(false);
    expect(viewFor(machine, null).hash()).toBe(machine.snapshot().state.hash());
  });
});

describe('events', () => {
  it('cannot be near what is no living row', () => {
    const ghostly = defineGame({
      name: 'ghostly',
      version: 1,
      state: { rows: { n: u8 } },
      events: { moaned: {} },
      commands: {
        moan: {
          args: {},
          apply: ({ state, emit }) => {
            const row = state.rows.add();
            state.rows.remove(row);
            emit('moaned', {}, { near: { id: row.id } });
          },
        },
      },
      setup() {},
      sees: () => true,
    });
    const machine = Machine.start(ghostly, { seats: [ONE], seed: SEED });
    const { outcomes } = machine.runTurn({ orders: [{ ...at, seat: ONE, name: 'moan', args: {} }], ticks: 0 });
    expect(outcomes[0]).toMatchObject({ status: 'faulted', message: expect.stringMatching(/near a living row/) });
  });

  it('near a row reach those who see it at that moment, spectators only if they do', () => {
    const machine = start();
    const [mine] = cardsOf(machine);
    if (mine === undefined) throw new Error('no cards');
    const [event] = machine.runTurn({ orders: [turnOver(ONE, mine)], ticks: 0 }).events;
    if (event === undefined) throw new Error('no event');
    expect(event).toMatchObject({ name: 'turned', data: { rank: 1 }, to: { seats: [ONE], spectators: false } });
    expect([ONE, TWO, THREE, null].map((viewer) => machine.hears(event, viewer))).toEqual([true, false, false, false]);
  });
});
