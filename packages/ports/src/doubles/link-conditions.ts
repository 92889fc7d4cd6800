/** How bad a link is. All durations in milliseconds, probabilities 0..1. */
export interface LinkConditions {
  /** Added to a round trip: half of it to each direction. */
  readonly latencyMs: number;
  /** A round trip takes `latencyMs` ± this; each direction draws its half evenly. */
  readonly jitterMs: number;
  /** Share of messages lost on average. */
  readonly loss: number;
  /** How many messages in a row a loss takes on average, from 1 (Gilbert–Elliott with two states; 1960, 1963). */
  readonly lossBurst: number;
  /** Probability that a message is held back long enough for later ones to overtake it. */
  readonly reorder: number;
  /** Probability that a message arrives twice. */
  readonly duplicate: number;
  /** Of each direction; Infinity: no cap. */
  readonly bytesPerSecond: number;
  /** A partition: nothing passes. A reliable link delivers what was held once this ends. */
  readonly blocked: boolean;
}

export const perfectLink: LinkConditions = {
  latencyMs: 0,
  jitterMs: 0,
  loss: 0,
  lossBurst: 1,
  reorder: 0,
  duplicate: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  blocked: false,
};

/** Three links to test with: a good home line, an average mobile one, a poor one. */
export const linkPresets = {
  perfect: perfectLink,
  good: { ...perfectLink, latencyMs: 40, jitterMs: 6, loss: 0.002 },
  average: { ...perfectLink, latencyMs: 100, jitterMs: 15, loss: 0.02, lossBurst: 2 },
  poor: { ...perfectLink, latencyMs: 200, jitterMs: 30, loss: 0.1, lossBurst: 3 },
} as const satisfies Record<string, LinkConditions>;

export type LinkPreset = keyof typeof linkPresets;

/** Refuses what no link can be. */
export function checkConditions(conditions: LinkConditions): LinkConditions {
  const { latencyMs, jitterMs, loss, lossBurst, reorder, duplicate, bytesPerSecond } = conditions;
  const wrong =
    !(latencyMs >= 0) ||
    !(jitterMs >= 0) ||
    ![loss, reorder, duplicate].every((probability) => probability >= 0 && probability <= 1) ||
    !(lossBurst >= 1) ||
    !(bytesPerSecond > 0);
  if (wrong) throw new RangeError(`no such link: ${JSON.stringify(conditions)}`);
  return conditions;
}
