/** Numbers as people say them. */

const AGES = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
] as const;

/** `12 s ago`; rounded down. A clock that was set back makes no age negative. */
export function age(sinceMs: number, nowMs: number): string {
  const passedMs = nowMs - sinceMs;
  for (const [unitMs, unit] of AGES) if (passedMs >= unitMs) return `${whole(passedMs / unitMs)} ${unit} ago`;
  return 'just now';
}

/** `1 room`, `2 rooms`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** `812 B`, `4.1 kB`, `20 MB`: decimal units, as networks count. */
export function size(bytes: number): string {
  let value = bytes;
  let unit = 'B';
  for (const next of ['kB', 'MB', 'GB']) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return unit === 'B' || value >= 9.95 ? `${Math.round(value)} ${unit}` : `${value.toFixed(1)} ${unit}`;
}

/** Rounded down, thousands apart: `12,345`. */
export function whole(value: number): string {
  return String(Math.floor(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
