// The numbers that decide how the world turns. Times in ticks: at the world's own pace one a second.

/** What whoever opens a world may choose otherwise. */
export const PACE = {
  /** Milliseconds of a tick. */
  tickMs: 1000,
  /** A lone claimant takes a shard in so many ticks. */
  captureTicks: 60,
  /** A shard just taken can't be claimed again for so long. */
  guardTicks: 600,
  /** From the end of one Aetherfall's aftermath to the omens of the next. */
  calmTicks: 6 * 3600,
  omenTicks: 600,
  fallTicks: 900,
  afterTicks: 600,
  /** A creature that was slain comes back after so long. */
  returnTicks: 120,
} as const;

/** Characters who may claim one shard at the same time, of all factions together. */
export const MOST_CLAIMS = 16;
/** Nobody stands at a shard for longer without claiming it anew: whoever went away must not hold it for ever. */
export const CLAIM_TICKS = 300;
/** More hands than these make no faster work. */
export const HANDS_COUNTED = 3;
/** A creature in a fight that nobody ends goes free after so many ticks. */
export const FIGHT_TICKS = 3600;

/** Shards that one faction must hold, and hold more of than any other, for reality to lean, turn, and drown in its layer. */
export const DEPTHS = [4, 6, 9] as const;

/** Shards that the strongest faction loses when the sky has fallen. */
export const SCATTERED = 3;

export const STANDING = {
  /** For taking a shard, and lost by whom it was taken from. */
  capture: 10,
  loss: -4,
  slain: 1,
  /** For each shard taken while the sky fell, and kept to its end. */
  fall: 15,
} as const;

export const CHARACTER_BYTES = 36;
