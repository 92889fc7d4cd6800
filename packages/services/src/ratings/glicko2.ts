/**
 * Glicko-2 (Mark E. Glickman, "Example of the Glicko-2 system", 2022, http://www.glicko.net/glicko/glicko2.pdf): strength
 * as a distribution. `rating` is its mean, `deviation` how unsure it is, `volatility` how much it jumps from one rating
 * period to the next. Nothing here knows of players, matches or clocks.
 */

export interface Strength {
  readonly rating: number;
  readonly deviation: number;
  readonly volatility: number;
}

/** Somebody who was met. A team that plays as one is described by a composite of its members. */
export interface Encounter {
  readonly opponent: Pick<Strength, 'rating' | 'deviation'>;
  /** 1 won, ½ drawn, 0 lost. */
  readonly score: number;
  /** Whose rating decides what was to be expected, when it is not the player's own: that of the player's team. */
  readonly as?: number;
}

export interface Glicko2Options {
  /** τ, 0.3 to 1.2: how much the volatility may change. */
  readonly tau: number;
  /** Nobody is less sure than that: what newcomers begin with. */
  readonly deviationMost: number;
  /** Nobody is surer than that, so that everybody can still move. */
  readonly deviationLeast: number;
}

export const NEWCOMER: Strength = { rating: 1500, deviation: 350, volatility: 0.06 };
export const GLICKO2: Glicko2Options = { tau: 0.5, deviationMost: 350, deviationLeast: 30 };

/** Points of one unit of the internal scale (step 2). */
const SCALE = 400 / Math.LN10;
/** ε of step 5. */
const CLOSE_ENOUGH = 1e-6;
/** The search of step 5 converges in about ten; this many only ends it whatever comes. */
const MOST_ROUNDS = 100;

/** Step 6 without games: time only makes unsure. @param periods rating periods that passed, also parts of one. */
export function idle(strength: Strength, periods: number, options: Glicko2Options = GLICKO2): Strength {
  const grown = Math.hypot(strength.deviation, SCALE * strength.volatility * Math.sqrt(Math.max(0, periods)));
  return { ...strength, deviation: Math.min(grown, options.deviationMost) };
}

/** A rating period with games (steps 2 to 8). @param periods how long it was; 1 is Glickman's own. */
export function rate(
  strength: Strength,
  encounters: readonly Encounter[],
  { periods = 1, ...options }: Partial<Glicko2Options> & { readonly periods?: number } = {},
): Strength {
  const settings = { ...GLICKO2, ...options };
  if (encounters.length === 0) return idle(strength, periods, settings);
  const phi = strength.deviation / SCALE;
  let precision = 0;
  let surprise = 0;
  for (const { opponent, score, as = strength.rating } of encounters) {
    const g = weight(opponent.deviation);
    const expected = expectedScore(as, opponent);
    // E(1 − E), which must not be 0 where E rounds to 1.
    precision += g * g * expected * complement(as, opponent);
    surprise += g * (score - expected);
  }
  const variance = 1 / precision;
  const volatility = newVolatility({ phi, variance, delta: variance * surprise, sigma: strength.volatility }, settings);
  const before = phi * phi + volatility * volatility * Math.max(0, periods);
  const after = 1 / Math.sqrt(1 / before + precision);
  const deviation = Math.min(Math.max(after * SCALE, settings.deviationLeast), settings.deviationMost);
  return { rating: strength.rating + SCALE * after * after * surprise, deviation, volatility };
}

/** What to expect of a player with `rating` against somebody: the probability to win, a draw counting half. */
export function expectedScore(rating: number, opponent: Pick<Strength, 'rating' | 'deviation'>): number {
  return 1 / (1 + Math.exp((-weight(opponent.deviation) * (rating - opponent.rating)) / SCALE));
}

function complement(rating: number, opponent: Pick<Strength, 'rating' | 'deviation'>): number {
  return 1 / (1 + Math.exp((weight(opponent.deviation) * (rating - opponent.rating)) / SCALE));
}

/** g(φ): how much a game against somebody so unsure tells. */
function weight(deviation: number): number {
  const phi = deviation / SCALE;
  return 1 / Math.sqrt(1 + (3 * phi * phi) / (Math.PI * Math.PI));
}

interface Surprise {
  readonly phi: number;
  readonly variance: number;
  readonly delta: number;
  readonly sigma: number;
}

/** Step 5, the Illinois variant of regula falsi. */
function newVolatility({ phi, variance, delta, sigma }: Surprise, { tau }: Glicko2Options): number {
  const a = Math.log(sigma * sigma);
  const f = (x: number): number => {
    const ex = Math.exp(x);
    const spread = phi * phi + variance + ex;
    return (ex * (delta * delta - spread)) / (2 * spread * spread) - (x - a) / (tau * tau);
  };
  let low = a;
  let high = delta * delta > phi * phi + variance ? Math.log(delta * delta - phi * phi - variance) : a - tau;
  for (let k = 2; high < a && f(high) < 0 && k < MOST_ROUNDS; k++) high = a - k * tau;
  let [fLow, fHigh] = [f(low), f(high)];
  for (let round = 0; Math.abs(high - low) > CLOSE_ENOUGH && round < MOST_ROUNDS; round++) {
    const middle = low + ((low - high) * fLow) / (fHigh - fLow);
    const fMiddle = f(middle);
    if (fMiddle * fHigh <= 0) [low, fLow] = [high, fHigh];
    else fLow /= 2;
    [high, fHigh] = [middle, fMiddle];
  }
  return Math.exp(low / 2);
}
