/** Cheap random numbers for the eye: sparks and stars, never rules. */
export interface EyeRandom {
  /** 0 to below 1. */
  share(): number;
  between(low: number, high: number): number;
}

/** The same seed paints the same picture (mulberry32, T. Ettinger, public domain). */
export function eyeRandom(seed: number): EyeRandom {
  let state = seed >>> 0;
  const share = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { share, between: (low, high) => low + share() * (high - low) };
}
