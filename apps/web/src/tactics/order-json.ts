/** Orders as they are written: in files, and to a server. */
import { codecsOf } from '@rubato/game';
import { tactics, type TacticsOrder } from '@rubato/tactics';
import type { Json, JsonObject } from '@rubato/schema';

export interface WrittenOrder {
  readonly name: string;
  readonly args: JsonObject;
}

const codecOf = (name: string) => {
  const { commands, commandIndex } = codecsOf(tactics);
  return commands[commandIndex.get(name) ?? -1]?.codec;
};

export function orderToJson({ name, args }: TacticsOrder): WrittenOrder {
  return { name, args: codecOf(name)?.toJson(args) as JsonObject };
}

/** A JSON list of `{ name, args }`. */
export const ordersText = (orders: readonly TacticsOrder[]): string => JSON.stringify(orders.map(orderToJson));

/** Orders that this build doesn't know are left out: whoever reads them was written for other rules. */
export function ordersFromText(text: string): TacticsOrder[] {
  const list = parsed(text);
  if (!Array.isArray(list)) return [];
  return list.flatMap((order: Json): TacticsOrder[] => {
    const { name, args } = (order ?? {}) as { readonly name?: string; readonly args?: Json };
    const checked = typeof name === 'string' ? codecOf(name)?.fromJson(args) : undefined;
    return checked?.ok ? [{ name, args: checked.value } as TacticsOrder] : [];
  });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
