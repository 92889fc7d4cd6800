import { describe, expect, it } from 'vitest';
import { list, ref, u8 } from './field.ts';
import { filterSnapshot, type Visibility } from './filter.ts';
import { layoutOf } from './layout-of.ts';
import { LazyFilter } from './lazy-filter.ts';
import { Store } from './store.ts';
import { evolve, newStore } from './testing/history.ts';
import { seededBits } from './testing/mutation.ts';
import { smallStore } from './testing/small-state.ts';
import type { View } from './value.ts';
import { viewOf } from './view.ts';

type Tables = Readonly<Record<string, unknown>>;

describe('a filtered view that is made when somebody looks', () => {
  it('shows what the filter shows, whichever tables are looked at first', () => {
    const random = seededBits(12);
    const draw = (n: number): number => random() % n;
    const store = newStore();
    const names = store.layout.tables.map(({ name }) => name);
    let hides = 0;
    const visible: Visibility = (table, slot) => ((table * 31 + slot) * 2_654_435_761 + hides) % 7 < 4;
    const lazy = new LazyFilter(store, visible);
    for (let turn = 0; turn < 120; turn++) {
      evolve(store, draw);
      hides = draw(7);
      lazy.renew();
      const expected = viewOf(store.layout, filterSnapshot(store, visible)) as Tables;
      const looked = names.filter(() => draw(2) === 1).sort(() => draw(3) - 1);
      for (const name of looked)
        if (JSON.stringify((lazy.view as Tables)[name]) !== JSON.stringify(expected[name]))
          expect((lazy.view as Tables)[name], `turn ${turn}, ${looked.join(' ')}`).toEqual(expected[name]);
    }
  });

  it('asks only for the rows of tables that are looked at, once for each state', () => {
    const store = smallStore();
    const asked: string[] = [];
    const lazy = new LazyFilter(store, (table, slot) => asked.push(`${table} ${slot}`) > 0);
    const view = lazy.view as View<(typeof store.layout)['schema']>;
    lazy.renew();
    expect(view.round.left).toBe(9);
    expect([view.round.left, asked]).toEqual([9, ['1 0']]);
    expect(view.ships.size).toBe(2);
    expect(asked).toEqual(['1 0', '0 0', '0 2']);
    store.state.round.left = 8;
    lazy.renew();
    expect([view.round.left, asked.length]).toEqual([8, 4]);
  });

  it('tells references to hidden rows from others where nobody has looked at those rows', () => {
    for (const held of [{ one: ref('loot') }, { some: list(ref('loot'), 3) }]) {
      const store = new Store(layoutOf({ packs: held, loot: { gold: u8 } }));
      const ids = [store.state.loot.add().id, store.state.loot.add().id];
      for (const id of ids) store.state.packs.add(('one' in held ? { one: id } : { some: [id] }) as never);
      const lazy = new LazyFilter(store as never, (table, slot) => table === 0 || slot === 1);
      lazy.renew();
      const packs = JSON.parse(JSON.stringify((lazy.view as Tables)['packs'])) as Record<string, unknown>[];
      expect(packs.flatMap(({ one, some }) => one ?? some)).toEqual([0, ids[1]]);
    }
  });

  it('is whole again after a question that threw', () => {
    const store = smallStore();
    let broken = true;
    const lazy = new LazyFilter(store, (_table, slot) => {
      if (broken && slot === 2) throw new Error('the rule is broken');
      return slot === 2;
    });
    lazy.renew();
    const view = lazy.view as View<(typeof store.layout)['schema']>;
    expect(() => view.ships).toThrow('the rule is broken');
    broken = false;
    expect([...view.ships].map(({ hp }) => hp)).toEqual([300]);
  });

  it('can’t be changed', () => {
    const lazy = new LazyFilter(smallStore(), () => true);
    expect(Object.isFrozen(lazy.view)).toBe(true);
    lazy.renew();
    expect(() => (lazy.view as { ships: { add(): void } }).ships.add()).toThrow(/ships/);
  });
});
