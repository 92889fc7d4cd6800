/** A fight as the services know it: who takes part, how it stands, what came of it. */
import { refusal } from '../ledger/refused.ts';

export type FightKind = 'creature' | 'duel' | 'attack';

/** Something brought to be used up; it lies in the fight's escrow meanwhile. */
export interface Supply {
  readonly id: string;
  readonly template: string;
}

/** One who takes part. Health, mana and stamina are percent of the full at the beginning. */
export interface Entrant {
  /** Counts from 1. */
  readonly seat: number;
  readonly side: 1 | 2;
  /** What others call it by: the character's id, or `creature-` and its number. */
  readonly id: string;
  readonly name: string;
  readonly characterId?: string;
  /** As the world numbers them. */
  readonly creatureId?: number;
  /** `character`, or what creature it is. */
  readonly kind: string;
  /** Empty for creatures. */
  readonly faction: string;
  readonly level: number;
  readonly health: number;
  readonly mana: number;
  readonly stamina: number;
  readonly supplies: readonly Supply[];
}

export interface Fight {
  readonly id: string;
  readonly kind: FightKind;
  readonly state: 'running' | 'ended' | 'settled';
  readonly node: string;
  readonly locationId: string;
  readonly entrants: readonly Entrant[];
  readonly outcome?: FightOutcome;
}

/** What a character won; (fight, turn, index) names it for good. */
export interface FightReward {
  readonly turn: number;
  readonly index: number;
  readonly characterId: string;
  readonly kind: 'gold' | 'experience' | 'item';
  /** Of an item. */
  readonly item: string;
  readonly amount: number;
}

/** What is left of a fighter. */
export interface Leaving {
  readonly seat: number;
  readonly state: 'fighting' | 'fallen' | 'fled';
  readonly health: number;
  readonly healthMax: number;
  readonly mana: number;
  readonly manaMax: number;
  readonly stamina: number;
  readonly staminaMax: number;
  /** How many of each kind it used up. */
  readonly used: Readonly<Record<string, number>>;
}

export interface FightOutcome {
  readonly turn: number;
  /** Of the event that told the end. */
  readonly index: number;
  /** 0: nobody. */
  readonly winner: 0 | 1 | 2;
  /** void: its match was lost. */
  readonly reason: 'victory' | 'flight' | 'draw' | 'void';
  readonly leaving: readonly Leaving[];
  readonly rewards: readonly FightReward[];
}

/** How a fighter stands in a match. */
export interface Standing extends Omit<Leaving, 'used'> {
  readonly defending: boolean;
  readonly statuses: readonly { readonly kind: string; readonly turns: number }[];
  /** Abilities that it can't use yet, and for how many rounds, this one included. */
  readonly rests?: readonly { readonly abilityName: string; readonly rounds: number }[];
}

/** How a match stands. */
export interface Stand {
  readonly round: number;
  readonly turn: number;
  /** Whose turn it is; 0 once it is over. */
  readonly acting: number;
  /** Until its default action is taken. */
  readonly dueInMs: number;
  /** Seats that act after that one in this round, the next first. */
  readonly order?: readonly number[];
  readonly fighters: readonly Standing[];
}

export const NO_FIGHT = refusal('not-found', 'there is no such fight of yours');
export const FIGHTS_ALREADY = refusal('conflict', 'one of you is in a fight already');

/** Of one side: as many as a match seats. */
export const MOST_PER_SIDE = 4;
/** How long a challenge to a duel can be answered. */
export const CHALLENGE_MS = 60_000;
/** From no health to full, out of fights. */
export const RECOVERY_MS = 300_000;
/** Percent of health with which a fallen character gets up again. */
export const FALLEN_HEALTH = 10;
/** Settled fights are kept so long. */
export const KEPT_FIGHT_MS = 30 * 24 * 3_600_000;

/** Percent now of what was `percent` at `changedMs`. */
export function recovered(percent: number, changedMs: number, nowMs: number): number {
  const gained = Math.floor((Math.max(0, nowMs - changedMs) * 100) / RECOVERY_MS);
  return Math.min(100, percent + gained);
}

/** Percent that is left, at least 1 while anything is. */
export function percentLeft(left: number, full: number): number {
  return left <= 0 ? 0 : Math.max(1, Math.min(100, Math.floor((left * 100) / full)));
}

export function entrantOf(fight: Fight, characterId: string): Entrant | undefined {
  return fight.entrants.find((entrant) => entrant.characterId === characterId);
}

export function membersOf(fight: Fight): readonly string[] {
  return fight.entrants.flatMap(({ characterId }) => (characterId === undefined ? [] : [characterId]));
}

/** How a character is, out of fights. */
export interface Condition {
  readonly level: number;
  readonly experience: number;
  /** Experience at which the next level is reached. */
  readonly nextLevelAt: number;
  /** Percent of the full. */
  readonly health: number;
  readonly mana: number;
  readonly stamina: number;
}

/** Who would fight whom, and where. */
export interface Plan {
  readonly kind: FightKind;
  readonly locationId: string;
  readonly sides: readonly [readonly string[], readonly string[]];
  readonly creatureId?: number;
}
