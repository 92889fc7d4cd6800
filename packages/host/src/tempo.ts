/** When a turn closes and how many ticks it then runs: the one difference between a 30 Hz room and play by mail. */
export interface Tempo {
  readonly kind: 'realtime' | 'turns';
  /** Ticks that one turn runs. */
  readonly ticks: number;
  /** Milliseconds between two closes, or undefined when turns wait for players. */
  readonly periodMs: number | undefined;
  /** Whether the open turn closes at `nowMs`. */
  close(open: OpenTurn, nowMs: number): boolean;
}

export interface OpenTurn {
  readonly openedMs: number;
  /** Seats whose orders the turn still waits for. */
  readonly awaited: number;
}

/** One tick per turn, `hz` (1 to 120) turns a second, whoever has ordered. */
export function realtime(options: { readonly hz: number }): Tempo {
  const { hz } = options;
  if (!Number.isInteger(hz) || hz < 1 || hz > 120)
    throw new RangeError(`realtime: hz must be a whole number from 1 to 120, got ${hz}`);
  const periodMs = 1000 / hz;
  return { kind: 'realtime', ticks: 1, periodMs, close: (open, nowMs) => nowMs - open.openedMs >= periodMs };
}

/** `ticks` per turn; a turn closes at its deadline, or with `early` as soon as nobody is awaited. */
export function turns(options: {
  readonly ticks: number;
  readonly deadlineMs: number;
  readonly early?: boolean;
}): Tempo {
  const { ticks, deadlineMs, early = true } = options;
  if (!Number.isInteger(ticks) || ticks < 1)
    throw new RangeError(`turns: ticks must be a whole number above 0, got ${ticks}`);
  if (!(deadlineMs > 0)) throw new RangeError(`turns: deadlineMs must be above 0, got ${deadlineMs}`);
  return {
    kind: 'turns',
    ticks,
    periodMs: undefined,
    close: (open, nowMs) => nowMs - open.openedMs >= deadlineMs || (early && open.awaited === 0),
  };
}
