// A commander made of arithmetic, in two strengths. It knows what its view shows and orders by everybody's rules.
import { defineBot } from '@rubato/game';
import type { Draws } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { cadetOrders } from './bot-cadet.ts';
import { captainOrders } from './bot-captain.ts';
import { look } from './bot-situation.ts';
import type { tactics } from './rules.ts';
import { canonicalSheet } from './sheet.ts';
import type { TacticsOrder, TacticsView } from './state.ts';

/** How well a bot plays. */
export type Strength = 'cadet' | 'captain';

/** A whole sheet of orders for the coming turn, in canonical sequence; empty when the seat commands nothing now. */
export function planOrders(view: TacticsView, who: Seat, random: Draws, strength: Strength): TacticsOrder[] {
  if (view.battle.phase !== 'planning') return [];
  const situation = look(view, who);
  return canonicalSheet(strength === 'captain' ? captainOrders(situation, random) : cadetOrders(situation, random));
}

/** The strength that the match's setting gives a seat; mixed: every other one is a captain. */
export function strengthOf(view: TacticsView, who: Seat): Strength {
  const { bots } = view.battle;
  return bots === 'mixed' ? (who % 2 === 0 ? 'captain' : 'cadet') : bots;
}

/** Plays a seat. */
export const bot = defineBot<typeof tactics>((view, who, random) => {
  return { orders: planOrders(view, who, random, strengthOf(view, who)) };
});
