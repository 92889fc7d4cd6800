// How well a bot plays. Errors are slow wobbles, not jitter: for a second or two it really aims beside its target, as people do.
import { sin } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import type { ArenaView } from './state.ts';

export interface Skill {
  /** Largest aiming error, radians. */
  readonly aimError: number;
  /** Fires when this well aligned with where it believes it must aim, radians. */
  readonly fireCone: number;
  /** Opens fire within this flight time, ticks. */
  readonly fireWithin: number;
  /** Of every 90 ticks, how many it keeps its finger on the trigger. */
  readonly burst: number;
  /** Of every 120 ticks, how many it faces its target rather than its way. */
  readonly facing: number;
  /** Of every 150 ticks, how many it may start charging the beam. */
  readonly beamWindow: number;
  /** Looks this far ahead for rocks, ticks. */
  readonly foresight: number;
  readonly throttle: number;
  /** Distance at which it likes to fight, units. */
  readonly standOff: number;
  /** Breaks off for repairs below this part of its hull. */
  readonly caution: number;
  readonly boosts: boolean;
}

const ROOKIE: Skill = {
  aimError: 0.32,
  fireCone: 0.2,
  fireWithin: 20,
  burst: 40,
  facing: 60,
  beamWindow: 12,
  foresight: 30,
  throttle: 0.625,
  standOff: 26,
  caution: 0.3,
  boosts: false,
};

const ACE: Skill = {
  aimError: 0.11,
  fireCone: 0.1,
  fireWithin: 30,
  burst: 78,
  facing: 85,
  beamWindow: 60,
  foresight: 45,
  throttle: 1,
  standOff: 30,
  caution: 0.5,
  boosts: true,
};

/** The skill that the match's setting gives the seat; mixed: every third is an ace. */
export function skillOf(view: ArenaView, who: Seat): Skill {
  const { bots } = view.round;
  if (bots === 'mixed') return who % 3 === 0 ? ACE : ROOKIE;
  return bots === 'ace' ? ACE : ROOKIE;
}

/** The seat's present aiming error, radians: two slow waves that differ by seat. */
export function wobble(skill: Skill, who: Seat, now: number): number {
  return skill.aimError * (0.6 * sin(now * 0.061 + who * 1.7) + 0.4 * sin(now * 0.027 + who * 2.9));
}

/** True for `part` of every `period` ticks, at another time for each seat. */
export function inWindow(who: Seat, now: number, part: number, period: number): boolean {
  return (now + who * 37) % period < part;
}
