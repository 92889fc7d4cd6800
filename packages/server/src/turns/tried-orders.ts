/** What a seat's orders would come to, as far as it can know: a refusal must tell nothing that the seat doesn't see. */
import { codecsOf, Machine, type AnyGame, type Order, type Seat } from '@rubato/game';
import type { SheetProblem } from '@rubato/services';

/** The same rules over a state of which nothing is hidden any more. */
const open = new WeakMap<AnyGame, AnyGame>();

/**
 * The orders given one after the other in a copy of what their seat sees, with dice that are not the match's. Where
 * something is hidden, a throw of `apply` says nothing: it may have looked for what is not in the copy.
 */
export function triedOrders(machine: Machine, seat: Seat, orders: readonly Order[]): readonly SheetProblem[] {
  const { outcomes } = asSeen(machine, seat).runTurn({ orders, ticks: 0 });
  const hides = codecsOf(machine.game).rules.sees !== undefined;
  return outcomes.flatMap((outcome, index) => {
    if (outcome.status === 'applied') return [];
    if (outcome.status !== 'faulted') return [{ index, reason: outcome.reason, fatal: true }];
    return hides && machine.check(orders[index]!) === undefined ? [] : [{ index, reason: 'faulted', fatal: true }];
  });
}

function asSeen(machine: Machine, seat: Seat): Machine {
  const { game, turn, tick, seats, settings, seed } = machine;
  let rules = open.get(game);
  if (rules === undefined) {
    // Not a copy: the game may be of a class.
    rules = Object.create(game, { sees: { value: undefined } }) as AnyGame;
    open.set(game, rules);
  }
  const state = machine.copyView(seat);
  const from = { turn, tick, seats, settings, state, ring: [{ tick, state }], seed: new Uint8Array(seed.length) };
  return Machine.load(rules, from, { hashEvery: 0 });
}
