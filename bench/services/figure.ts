/** One measured number, and how it is shown. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At least this, or with `atMost` at most. */
  readonly goal?: number;
  readonly atMost?: boolean;
}

export function shown({ name, value, unit, goal, atMost = false }: Figure): string {
  const met = goal === undefined || (atMost ? value <= goal : value >= goal);
  const verdict = goal === undefined ? '' : `goal ${atMost ? '≤' : '≥'} ${goal} ${met ? 'met' : 'MISSED'}`;
  return `${name.padEnd(58)}${value.toFixed(value < 100 ? 1 : 0).padStart(9)} ${unit.padEnd(16)}${verdict}`.trimEnd();
}
