/** What a machine and a journal accept at most; each limit's answer is at the place that names it. */
export const LIMITS = {
  /** Orders of one turn; further ones are rejected as `too-many` and not journalled. */
  ordersPerTurn: 4096,
  /** The highest sequence, tick seen, epoch or segment. */
  counter: 0xffff_ffff,
  /** Ticks of one turn (20 minutes at 30 Hz). */
  ticksPerTurn: 36_000,
  /** Ticks of a turn that has frames of its own for each tick; longer turns hold one row of frames. */
  frameRows: 4096,
  /** Events of one turn; the rule that emits one more faults. */
  eventsPerTurn: 16_384,
  /** Commands or events of a game: their index is one byte, and the highest are the platform's. */
  names: 250,
  /** Ticks that `past` reaches back (500 ms at 30 Hz). */
  rewindTicks: 15,
  defaultRewindTicks: 8,
  /** Bytes of a game's name, a room's id. */
  nameBytes: 64,
  /** Bytes of a head's settings as JSON. */
  settingsBytes: 65_536,
  /** Turns of one journal block. */
  turnsPerBlock: 65_536,
  /** Bytes of one journal record. */
  recordBytes: 1 << 28,
  /** Ticks a replay runs unless told otherwise (92 hours at 30 Hz): a forged journal must not run forever. */
  replayTicks: 10_000_000,
} as const;
