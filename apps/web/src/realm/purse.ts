import type { Item } from './told.ts';

/** How many of each kind, in the order in which they were first met. */
export function counted(items: readonly Pick<Item, 'template'>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { template } of items) counts.set(template, (counts.get(template) ?? 0) + 1);
  return counts;
}
