import { defineGame, Machine, type Order, type Seat } from '@rubato/game';
import { bool, one, seat, u8 } from '@rubato/schema';
import { describe, expect, it } from 'vitest';
import { triedOrders } from './tried-orders.ts';

const ONE = 1 as Seat;

/** Boxes may be trapped, which nobody sees; who opens one learns it, and a trap costs the one life. */
const boxes = defineGame({
  name: 'boxes',
  version: 1,
  state: {
    captains: { owner: seat, alive: bool, keys: u8, luck: u8 },
    traps: { box: u8 },
    vault: one({ code: u8 }),
  },
  settings: { fields: { trapped: u8 }, defaults: { trapped: 0 } },
  commands: {
    fetch: { args: {}, apply: ({ state }, who) => change(state, who, (row) => (row.keys += 1)) },
    open: {
      args: { box: u8 },
      check: (view, who) => (captain(view, who)?.keys === 0 ? 'no-key' : alive(view, who)),
      apply: ({ state }, who, { box }) =>
        change(state, who, (row) => {
          row.keys -= 1;
          if ([...state.traps].some((trap) => trap.box === box)) row.alive = false;
        }),
    },
    gamble: {
      args: {},
      apply: ({ state, random }, who) => change(state, who, (row) => (row.luck = random('dice').int(0, 255))),
    },
    guess: {
      args: { luck: u8 },
      check: (view, who, { luck }) => (captain(view, who)?.luck === luck ? undefined : 'wrong'),
      apply() {},
    },
    crack: {
      args: {},
      apply: ({ state }) => {
        if (state.vault.code === 0) throw new Error('there is no vault');
      },
    },
    muddle: {
      args: {},
      check: () => {
        throw new Error('a check that throws');
      },
      apply() {},
    },
    peek: { args: {}, check: (view) => (view.vault.code === 0 ? undefined : `code-${view.vault.code}`), apply() {} },
  },
  setup({ state, settings }, seats) {
    for (const owner of seats) state.captains.add({ owner, alive: true });
    state.traps.add({ box: settings.trapped });
    state.vault.code = 77;
  },
  sees: (_view, viewer, table, row) => table === 'captains' && row.owner === viewer,
});

type Captain = { readonly owner: Seat; readonly alive: boolean; readonly keys: number; readonly luck: number };
type Rows = { readonly captains: Iterable<Captain> };
const captain = (view: Rows, who: Seat) => [...view.captains].find((row) => row.owner === who);
const alive = (view: Rows, who: Seat) => (captain(view, who)?.alive === true ? undefined : 'dead');
function change<R extends { readonly owner: Seat }>(
  state: { readonly captains: Iterable<R> },
  who: Seat,
  how: (row: R) => void,
): void {
  for (const row of state.captains) if (row.owner === who) how(row);
}

const start = (trapped = 0, seed = 1): Machine =>
  Machine.start(boxes, { seats: [ONE, 2 as Seat], seed: new Uint8Array(16).fill(seed), settings: { trapped } });
const sheet = (...orders: readonly (readonly [string, object?])[]): Order[] =>
  orders.map(([name, args = {}], index) => ({ seat: ONE, seq: index + 1, seenTick: 0, name, args }));
const told = (machine: Machine, orders: Order[]) =>
  triedOrders(machine, ONE, orders).map(({ index, reason }) => [index, reason]);

describe('orders that are tried before their turn', () => {
  it('are each checked against what those before them lead to, as far as their seat sees it', () => {
    const machine = start();
    const before = machine.hash();
    expect(told(machine, sheet(['fetch'], ['open', { box: 1 }], ['open', { box: 2 }]))).toEqual([[2, 'no-key']]);
    expect(machine.hash()).toBe(before);
  });

  it('tell nothing of what is hidden: whatever is there, the answer is the same', () => {
    const probe = sheet(['fetch'], ['fetch'], ['open', { box: 3 }], ['open', { box: 4 }], ['peek']);
    expect([0, 3, 4].map((trapped) => told(start(trapped), probe))).toEqual([[], [], []]);
    // In the turn itself the trap is there.
    const { outcomes } = start(3).runTurn({ orders: probe, ticks: 0, onReject: 'lapsed' });
    expect(outcomes[3]).toEqual({ status: 'lapsed', reason: 'dead' });
  });

  it('tell nothing of dice that have not been thrown', () => {
    const guesses = Array.from({ length: 256 }, (_, luck) => ['guess', { luck }] as const);
    const answers = [1, 2, 3].map((seed) => JSON.stringify(told(start(0, seed), sheet(['gamble'], ...guesses))));
    expect(new Set(answers).size).toBe(1);
  });

  it('may throw for what they don’t find there; a check that throws is told', () => {
    expect(told(start(), sheet(['crack'], ['muddle'], ['fetch']))).toEqual([[1, 'faulted']]);
  });
});
