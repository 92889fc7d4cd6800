/** A sheet's text as orders for the machine. */
import { codecsOf, type AnyGame, type Order, type Seat } from '@rubato/game';
import type { SheetProblem } from '@rubato/services';

/** Orders of a sheet; one more is a fatal `too-many`. */
export const MOST_SHEET_ORDERS = 256;

export interface ReadSheet {
  readonly orders: readonly Order[];
  /** Of the text itself; then `orders` has only what could be read. */
  readonly problems: readonly SheetProblem[];
}

/** Never throws for a JSON list of objects. */
export function readSheet(game: AnyGame, text: string, seat: Seat, seenTick: number): ReadSheet {
  const given = JSON.parse(text) as readonly { readonly name: string; readonly args?: unknown }[];
  if (given.length > MOST_SHEET_ORDERS)
    return { orders: [], problems: [{ index: given.length, reason: 'too-many', fatal: true }] };
  const { commands, commandIndex } = codecsOf(game);
  const orders: Order[] = [];
  const problems: SheetProblem[] = [];
  given.forEach(({ name, args = {} }, index) => {
    const codec = commands[commandIndex.get(name) ?? -1]?.codec;
    const checked = codec?.fromJson(args);
    if (checked?.ok) orders.push({ seat, seq: index + 1, seenTick, name, args: checked.value });
    else problems.push({ index, reason: checked ? `bad-args: ${checked.message}` : 'unknown-command', fatal: true });
  });
  return { orders, problems };
}

/** The text of orders that a bot gave. */
export function sheetText(game: AnyGame, orders: readonly { readonly name: string; readonly args: unknown }[]): string {
  const { commands, commandIndex } = codecsOf(game);
  const written = orders.slice(0, MOST_SHEET_ORDERS).map(({ name, args }) => {
    return { name, args: commands[commandIndex.get(name) ?? -1]?.codec.toJson(args) ?? {} };
  });
  return JSON.stringify(written);
}
