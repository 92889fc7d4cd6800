/** Ways over the map: where a key leads, and which roads lead to a place. */
import { places, type Place } from '@rubato/realm';

export type Direction = 'up' | 'down' | 'left' | 'right';

const STEPS: Readonly<Record<Direction, readonly [number, number]>> = {
  up: [0, -1],
  down: [0, 1],
  left: [-1, 0],
  right: [1, 0],
};

/** The place that lies in that direction: near, and not far beside it. */
export function towards(from: string, direction: Direction): string | undefined {
  const here = places.get(from);
  if (!here) return undefined;
  const [stepX, stepY] = STEPS[direction];
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const { id, x, y } of places.values()) {
    const ahead = (x - here.x) * stepX + (y - here.y) * stepY;
    const aside = Math.abs((x - here.x) * stepY) + Math.abs((y - here.y) * stepX);
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const cost = ahead + 2 * aside;
    if (!best || cost < best.cost) best = { id, cost };
  }
  return best?.id;
}

/** The places to walk through, the goal last, by the fewest roads; undefined if none lead there. `open`: may it be entered? */
export function wayTo(from: string, to: string, open: (place: Place) => boolean): readonly string[] | undefined {
  const before = new Map<string, string>([[from, from]]);
  const queue = [from];
  for (const at of queue) {
    if (at === to) return trace(before, from, to);
    for (const next of places.get(at)?.neighbours ?? []) {
      const place = places.get(next);
      if (before.has(next) || !place || !open(place)) continue;
      before.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}

function trace(before: ReadonlyMap<string, string>, from: string, to: string): readonly string[] {
  const way: string[] = [];
  for (let at = to; at !== from; at = before.get(at)!) way.unshift(at);
  return way;
}

/** May a character of that level go there under that sky? As the world's rules have it; the server decides. */
export function canEnter(place: Place, level: number, sky: string): boolean {
  return level >= place.leastLevel && (sky !== 'fall' || place.land !== 'riven' || place.safe);
}

/** Every road once. */
export const roads: readonly (readonly [Place, Place])[] = [...places.values()].flatMap((place) =>
  place.neighbours.filter((id) => place.id < id).map((id) => [place, places.get(id)!] as const),
);
