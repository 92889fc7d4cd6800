/** A setting's names: `adminPort`, `--admin-port`, `RUBATO_ADMIN_PORT`. */

const PREFIX = 'RUBATO_';

export function flagOf(key: string): string {
  return `--${words(key).join('-')}`;
}

export function environmentOf(key: string): string {
  return PREFIX + words(key).join('_').toUpperCase();
}

/** The known name that somebody who wrote `name` most likely meant: at most `most` letters away. */
export function nearest(name: string, known: readonly string[], most = 2): string | undefined {
  let best: string | undefined;
  let least = most + 1;
  for (const candidate of known) {
    const distance = editDistance(name, candidate, least);
    if (distance >= least) continue;
    best = candidate;
    least = distance;
  }
  return best;
}

function words(key: string): string[] {
  return key.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}

/** Levenshtein's distance; anything from `limit` up may be reported as `limit`. Cost: the product of the lengths. */
export function editDistance(a: string, b: string, limit = Infinity): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
