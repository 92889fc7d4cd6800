// Every number that decides how a fight feels, beside those of abilities, creatures and characters.

/** Percent: of hitting somebody as quick as oneself, its bounds, and how hard the hardest and softest blow is. */
export const HIT = { chance: 90, worst: 60, best: 98, chilled: 8, least: 85, most: 115 } as const;

export const CRITICAL = { chance: 8, percent: 150 } as const;

/** What a defending fighter takes of a blow, in percent, and the stamina and mana that defending brings back. */
export const DEFENCE = { taken: 50, stamina: 4, mana: 3 } as const;

/** What a stat is worth in a blow or spell of 100 percent. */
export const FORCE = 170;

/** A plain blow with what is in the hand. */
export const PLAIN = { percent: 100, stat: 'might', type: 'steel' } as const;

/** Each turn brings back. */
export const RECOVERY = { stamina: 3, mana: 2 } as const;

/** Percent: of getting away at equal speed, more per point of speed and per attempt before, and its bounds. */
export const FLIGHT = { chance: 45, perSpeed: 3, perAttempt: 15, worst: 15, best: 90 } as const;

/** Added to the speed for a round's order. */
export const INITIATIVE_DIE = 10;

/** Percent that a chilled fighter's speed loses in a round's order. */
export const CHILLED_SPEED = 50;

/** Experience that a fallen character of the other side is worth, per level. Gold is never taken: it would be moved by losing on purpose. */
export const EXPERIENCE_PER_LEVEL = 8;

/** Levels that a victor may be above the fallen, before it teaches nothing. */
export const TEACHES_WITHIN = 5;
