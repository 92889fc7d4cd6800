/** Who can hold: characters under their own id, goods in escrow, and the system, where gold and items come from and go to. */
import type { Step } from './plan.ts';

/** Items that a character or an escrow can hold; one more is refused with `limit-reached`. */
export const MOST_ITEMS_HELD = 1000;

const SYSTEM = 'system:';
const ESCROW = 'escrow:';

/** A source or sink of the system's own, as `system:rewards`: its balances may be negative, its items are not counted. */
export const systemHolder = (name: string): string => `${SYSTEM}${name}`;
/** Goods that belong to a deal under way, not to a character. */
export const escrowHolder = (id: string): string => `${ESCROW}${id}`;
export const isSystem = (holderId: string): boolean => holderId.startsWith(SYSTEM);

const OPEN = `insert into holder (id, kind, items, capacity, created_ms) values (?, ?, 0, ?, ?) on conflict (id) do nothing`;

/** Makes sure that the holder exists; its kind is told by its id. */
export function openHolder(id: string, nowMs: number): Step {
  const kind = isSystem(id) ? 'system' : id.startsWith(ESCROW) ? 'escrow' : 'character';
  return { statement: { sql: OPEN, values: [id, kind, MOST_ITEMS_HELD, nowMs] } };
}
