/** What the fights service needs of others: the game's rules, matches that run them, the world around. */
import type { WorldFact } from '../facts.ts';
import type { Refusal } from '../ledger/refused.ts';
import type { Entrant, FightKind, Stand } from './fight.ts';

/** What the game says about its fights. */
export interface FightRules {
  /** Undefined: nobody can fight there. Safe: nobody may be attacked there. */
  place(locationId: string): { readonly safe: boolean } | undefined;
  levelAt(experience: number): number;
  /** The least experience of a level. */
  experienceAt(level: number): number;
  /** Templates of items that can be used up in a fight. */
  readonly supplies: readonly string[];
  /** Of each kind, for one fighter. */
  readonly mostSupplies: number;
}

/** An order of the fighter whose turn it is. */
export type FightAction =
  | { readonly action: 'attack'; readonly target: number }
  | { readonly action: 'ability'; readonly target: number; readonly ability: string }
  | { readonly action: 'item'; readonly target: number; readonly item: string }
  | { readonly action: 'defend' | 'flee' };

export interface FightEvent {
  /** Counts from 0 within the turn. */
  readonly index: number;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FightTurn {
  readonly turn: number;
  /** It happened before it was asked for: players were told then. */
  readonly past: boolean;
  readonly events: readonly FightEvent[];
}

/** running: the listener hears what comes, until `over`; over: it has heard everything; unknown: there is no such match. */
export type Followed = { readonly state: 'over' | 'unknown' } | { readonly state: 'running'; over: Promise<void> };

/** Runs matches of the game, each with its own journal. Nothing is told before it is durable. */
export interface FightMatches {
  /** Begins the match of this id, once; rejects when it can't run. */
  begin(id: string, setup: { readonly kind: FightKind; readonly entrants: readonly Entrant[] }): Promise<void>;
  /** The reason when the rules refuse; else undefined, once it is durable. */
  order(id: string, seat: number, action: FightAction): Promise<string | undefined>;
  /** Undefined for a match that doesn't run here. */
  stand(id: string): Stand | undefined;
  /** Tells each turn in which something happened, from the first. */
  follow(id: string, listener: (turn: FightTurn) => void): Promise<Followed>;
}

/** A creature that fights. */
export interface Foe {
  readonly creatureId: number;
  readonly kind: string;
  readonly name: string;
  readonly level: number;
}

/** A creature as somebody at its place sees it. */
export interface SeenFoe extends Foe {
  /** slain: it comes back in time. */
  readonly state: 'roaming' | 'fighting' | 'slain';
}

/** The world in which creatures live. */
export interface FightWorld {
  around(locationId: string): readonly SeenFoe[];
  /** Takes the creature, and perhaps others beside it, into the fight, when they are at that place and free. */
  engage(wanted: {
    readonly creatureId: number;
    readonly fightId: string;
    readonly locationId: string;
    /** Characters on the other side. */
    readonly party: number;
  }): Promise<readonly Foe[] | Refusal>;
  /** May come again after a crash, and for a fight that never began. */
  over(fact: WorldFact): Promise<void>;
}
