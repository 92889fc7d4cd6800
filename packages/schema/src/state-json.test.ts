import { describe, expect, it } from 'vitest';
import { DecodeError } from './decode-error.ts';
import { bytes, i16, table } from './field.ts';
import { applyMergePatch, type Json, type JsonObject, mergePatch } from './json.ts';
import { layoutOf } from './layout-of.ts';
import { stateFromJson, stateToJson } from './state-json.ts';
import { Store } from './store.ts';
import { smallStore } from './testing/small-state.ts';

describe('the JSON form of a state', () => {
  it('is an object of rows by id per table, and the record itself for one()', () => {
    expect(stateToJson(smallStore())).toEqual({
      ships: {
        '8': { owner: 1, hp: -2, at: { x: 0.5, y: -1 }, name: 'aé', target: 9, wing: [10], mass: 0 },
        '10': { owner: 2, hp: 300, at: { x: 0, y: 0 }, name: '', target: 8, wing: [8, 9], mass: 0.5 },
      },
      round: { phase: 'play', left: 9, over: false },
    });
  });

  it('writes bytes as base64', () => {
    const store = new Store(layoutOf({ t: table({ b: bytes(4) }, { max: 2 }) }));
    store.state.t.add({ b: new Uint8Array([255, 0, 1]) });
    expect(stateToJson(store.snapshot())).toEqual({ t: { '2': { b: '/wAB' } } });
    expect(stateFromJson(store.layout, stateToJson(store)).viewHash()).toBe(store.viewHash());
  });

  it('leads to the state again, also by merge patches', () => {
    const store = smallStore();
    const before = stateToJson(store);
    expect(stateFromJson(store.layout, before).viewHash()).toBe(store.viewHash());
    for (const ship of store.state.ships) ship.hp -= 1;
    store.state.ships.remove([...store.state.ships][0] as never);
    const patch = mergePatch(before, stateToJson(store)) as Json;
    expect(patch).toEqual({ ships: { '8': null, '10': { hp: 299 } } });
    expect(stateFromJson(store.layout, applyMergePatch(before, patch)).viewHash()).toBe(store.viewHash());
  });

  const good = { owner: 1, hp: 0, at: { x: 0, y: 0 }, name: '', target: 0, wing: [], mass: 0 };
  const round = { phase: 'wait', left: 0, over: false };
  it.each([
    ['no object', 5, 'expected an object of tables'],
    ['null', null, 'expected an object of tables'],
    ['an unknown table', { ships: {}, round, boats: {} }, 'boats: no such table'],
    ['a table missing', { round }, 'ships: expected an object of rows'],
    ['a record missing', { ships: {} }, 'round'],
    ['a list for a table', { ships: [], round }, 'ships: expected an object of rows'],
    ['an id of generation 0', { ships: { '1': good }, round }, 'ships.1: no id'],
    ['a slot beyond the maximum', { ships: { '15': good }, round }, 'ships.15: no id'],
    ['an id with a leading zero', { ships: { '08': good }, round }, 'ships.08: no id'],
    ['an id above 32 bits', { ships: { '4294967304': good }, round }, 'no id'],
    ['no id at all', { ships: { x: good }, round }, 'ships.x: no id'],
    ['two rows in one slot', { ships: { '8': good, '16': good }, round }, 'ships.16: another row'],
    ['a field missing', { ships: { '8': { ...good, hp: undefined } }, round }, 'ships.8.hp'],
    ['a field too many', { ships: { '8': { ...good, hpp: 1 } }, round }, 'ships.8.hpp'],
    ['a number out of range', { ships: { '8': { ...good, hp: 40000 } }, round }, 'ships.8.hp'],
    ['a text too long', { ships: { '8': { ...good, name: 'sevenby' } }, round }, 'ships.8.name'],
    ['an unknown value', { ships: {}, round: { ...round, phase: 'over' } }, 'round.phase'],
  ] as [string, unknown, string][])('is refused with %s', (_what, json, message) => {
    const read = () => stateFromJson(smallStore().layout, json);
    expect(read).toThrow(DecodeError);
    expect(read).toThrow(message);
  });

  it('does not depend on the order of its members', () => {
    const { layout } = smallStore();
    const a = stateFromJson(layout, { ships: { '8': good, '17': good }, round });
    const b = stateFromJson(layout, { round, ships: { '17': good, '8': good } });
    expect(a.viewHash()).toBe(b.viewHash());
    expect(a.hash()).toBe(b.hash());
  });

  it('accepts whole numbers however they are spelled', () => {
    const layout = layoutOf({ t: table({ n: i16 }, { max: 2 }) });
    const json = JSON.parse('{"t": {"2": {"n": 3.0e2}}}') as JsonObject;
    expect(stateToJson(stateFromJson(layout, json))).toEqual({ t: { '2': { n: 300 } } });
  });
});
