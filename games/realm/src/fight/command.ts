import type { Seat } from '@rubato/schema';
import type { AbilityName, SupplyName } from './names.ts';

/** How a turn is used, as an order says it. */
export type FightCommand =
  | { readonly name: 'attack'; readonly args: { readonly target: Seat } }
  | { readonly name: 'defend'; readonly args: Record<never, never> }
  | { readonly name: 'flee'; readonly args: Record<never, never> }
  | { readonly name: 'ability'; readonly args: { readonly ability: AbilityName; readonly target: Seat } }
  | { readonly name: 'item'; readonly args: { readonly item: SupplyName; readonly target: Seat } };
