/** One measured number, and how it is shown. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** At least this, or with `atMost` at most. */
  readonly goal?: number;
  readonly atMost?: boolean;
}

export function shown(figure: Figure): string {
  const { name, value, unit, goal, atMost = false } = figure;
  const verdict = goal === undefined ? '' : `goal ${atMost ? '≤' : '≥'} ${goal} ${met(figure) ? 'met' : 'MISSED'}`;
  return `${name.padEnd(58)}${value.toFixed(value < 100 ? 1 : 0).padStart(9)} ${unit.padEnd(16)}${verdict}`.trimEnd();
}

/** All that have a goal, and how many met theirs. */
export function goalsOf(figures: readonly Figure[]): string {
  const goals = figures.filter(({ goal }) => goal !== undefined);
  if (goals.length === 0) return '';
  const reached = goals.filter(met).length;
  return [`\nGoals: ${reached} of ${goals.length} met`, ...goals.map(shown)].join('\n');
}

function met({ value, goal, atMost = false }: Figure): boolean {
  return goal === undefined || (atMost ? value <= goal : value >= goal);
}
