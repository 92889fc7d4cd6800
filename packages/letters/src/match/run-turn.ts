// A turn: everyone's orders in the order that the dice give, then the simulation. The same everywhere.

import { BotRunner, codecsOf, type EventRecord, type Machine, MatchFrozen, type Order, type Seat } from '@rubato/game';
import type { Json } from '@rubato/schema';
import { domainHash } from '../crypto/domains.ts';
import { canonicalBytes, type Doc } from '../json/canonical.ts';
import type { Genesis } from '../letters/genesis.ts';
import type { Sheet, SheetOrder } from '../letters/letter.ts';
import { LIMITS } from '../limits.ts';
import { LetterRefused } from '../refused.ts';
import { arranged, flawOf, type LetterGame } from './letter-game.ts';
import { machineSeed } from './machine-bytes.ts';
import { numbered, orderOfOrders, type SeatOrders } from './order-of-orders.ts';

export interface RanTurn {
  readonly events: readonly Doc[];
  /** Orders that no longer held when their time came. */
  readonly lapsed: readonly { readonly seat: Seat; readonly name: string; readonly reason: string }[];
}

export interface TurnOrders {
  /** By player. */
  readonly sheets: ReadonlyMap<string, Sheet>;
  /** Players without a sheet for whom the stand-in plays. */
  readonly standIns: readonly string[];
  /** 64 hex digits. */
  readonly seed: string;
}

/** Runs the next turn of the machine. */
export function runTurn(
  letterGame: LetterGame,
  machine: Machine,
  genesis: Genesis,
  { sheets, standIns, seed }: TurnOrders,
): RanTurn {
  const turn = machine.turn + 1;
  const dice = machineSeed(seed);
  const given = genesis.players.map(({ player, seat }): SeatOrders => {
    const orders = standIns.includes(player)
      ? standIn(letterGame, machine, genesis, { seat, seed })
      : sheets.get(player)?.orders;
    return { seat: seat as Seat, orders: arranged(letterGame, orders ?? []) };
  });
  const orders = orderOfOrders(given, { turn, seed: dice, seenTick: machine.tick }).map((order) =>
    settled(letterGame, order),
  );
  const report = frozenAware(() =>
    machine.runTurn({ orders, ticks: genesis.limits.ticks, seed: dice, onReject: 'lapsed' }),
  );
  const lapsed = report.outcomes.flatMap((outcome, i) => {
    const { seat, name } = orders[i] as Order;
    if (outcome.status === 'applied') return [];
    return [{ seat, name, reason: outcome.status === 'faulted' ? outcome.message : outcome.reason }];
  });
  return { events: report.events.map((event) => eventDoc(letterGame, event)), lapsed };
}

/** Arguments come as JSON; what doesn't fit stays as it is, for the machine to refuse. */
export function settled({ game }: LetterGame, order: Order): Order {
  const codecs = codecsOf(game);
  const index = codecs.commandIndex.get(order.name);
  const checked = index === undefined ? undefined : codecs.commands[index]?.codec.fromJson(order.args);
  return checked?.ok ? { ...order, args: checked.value } : order;
}

export const eventsHash = (events: readonly Doc[]): string => domainHash('events', canonicalBytes(events));

/**
 * The first of a sheet's orders that is refused when they are given one after another, each checked against the state that
 * its predecessors left; `alone` when it would be refused without them too. Spends `scratch`, a machine at the turn's opening.
 */
export function sheetRefusal(
  letterGame: LetterGame,
  scratch: Machine,
  orders: SeatOrders,
): { readonly index: number; readonly reason: string; readonly alone: boolean } | undefined {
  const list = numbered(orders, scratch.turn + 1, scratch.tick).map((order) => settled(letterGame, order));
  const flaw = flawOf(letterGame, scratch.viewOf(orders.seat), orders.seat, list);
  const alone = list.map((order) => scratch.check(order));
  const { outcomes } = scratch.runTurn({ orders: list, ticks: 0 });
  const index = outcomes.findIndex(({ status }) => status !== 'applied');
  const outcome = outcomes[index];
  if (outcome === undefined || outcome.status === 'applied') return flaw && { ...flaw, alone: false };
  const reason = outcome.status === 'faulted' ? 'faulted' : outcome.reason;
  return { index, reason, alone: alone[index] !== undefined };
}

/** What plays for whoever is missing. @param seed of the turn, 32 hex digits at least */
export function standIn(
  { bots = {}, game }: LetterGame,
  machine: Machine,
  { limits }: Genesis,
  { seat: of, seed }: { readonly seat: number; readonly seed: string },
): readonly SheetOrder[] {
  const bot = Object.hasOwn(bots, limits.standIn) ? bots[limits.standIn] : undefined;
  if (bot === undefined) return [];
  const seat = of as Seat;
  const { orders = [] } = new BotRunner(bot, machineSeed(seed)).play(machine.viewOf(seat), seat, machine.tick);
  const { commands, commandIndex } = codecsOf(game);
  return orders.slice(0, LIMITS.ordersPerSheet).map(({ name, args }) => {
    const codec = commands[commandIndex.get(name) ?? -1]?.codec;
    return { name, args: (codec?.toJson(args) ?? {}) as Doc };
  });
}

function eventDoc({ game }: LetterGame, { tick, cause, index, name, data, to }: EventRecord): Doc {
  const { events, eventIndex } = codecsOf(game);
  const codec = events[eventIndex.get(name) ?? -1]?.codec;
  return {
    tick,
    cause,
    index,
    name,
    data: (codec?.toJson(data) ?? {}) as Json,
    ...(to && { to: { seats: [...to.seats], spectators: to.spectators } }),
  };
}

function frozenAware<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof MatchFrozen)) throw error;
    throw new LetterRefused('match-frozen', `the game's own rule failed: ${error.message}`);
  }
}
