/** What the thread of turns is asked and answers. Each question carries its match: a new thread goes on where one died. */
import type { PlayedSheet, SheetProblem, TurnMatch, TurnResult } from '@rubato/services';
import type { KernelPosition } from './kernel-position.ts';
import type { KernelRules } from './kernel-rules.ts';

export interface TurnJob {
  readonly game: string;
  readonly match: TurnMatch;
  /** As `save` gives it; empty before the beginning. */
  readonly state: string;
  readonly task: TurnTask;
}

export type TurnTask =
  | { readonly kind: 'begin' }
  | { readonly kind: 'run'; readonly sheets: readonly PlayedSheet[] }
  | { readonly kind: 'facts' }
  | { readonly kind: 'view'; readonly seat: number | null }
  | { readonly kind: 'check'; readonly seat: number; readonly orders: string }
  | { readonly kind: 'stand-in'; readonly seat: number }
  | { readonly kind: 'film'; readonly seat: number | null; readonly sheets: readonly PlayedSheet[] };

/** Of a match between two turns. */
export interface TurnFacts {
  readonly turn: number;
  readonly state: string;
  readonly hash: string;
  readonly awaits: readonly number[];
  readonly result: TurnResult | undefined;
}

export interface TurnAnswers {
  readonly begin: TurnFacts;
  readonly run: TurnFacts;
  readonly facts: TurnFacts;
  readonly view: string;
  readonly check: readonly SheetProblem[];
  readonly 'stand-in': string;
  readonly film: string;
}

export type TurnReply =
  | { readonly id: number; readonly value: unknown }
  /** `refused`: a TypeError or SyntaxError, which says what is wrong with what was asked. */
  | { readonly id: number; readonly error: string; readonly refused?: boolean };

/** What a thread says once its games are loaded, or why they are not. */
export const READY = 0;

/** Matches that a thread keeps loaded: a turn's questions come close together. */
const MOST_LOADED = 8;

/** Answers in the thread that calls; throws what the rules throw, and for a game that it has not. */
export class TurnAnswerer {
  readonly #rules: ReadonlyMap<string, KernelRules>;
  /** By game and state, the last used last. */
  readonly #loaded = new Map<string, KernelPosition>();

  constructor(rules: readonly KernelRules[]) {
    this.#rules = new Map(rules.map((each) => [each.game, each]));
  }

  answer({ game, match, state, task }: TurnJob): TurnAnswers[TurnTask['kind']] {
    if (task.kind === 'begin') {
      const begun = this.#rulesOf(game).begin(match);
      const facts = factsOf(begun);
      this.#keep(keyOf(game, match, facts.state), begun);
      return facts;
    }
    const position = this.#take(game, match, state);
    // A run that fails leaves nothing of use behind; all else changes nothing.
    if (task.kind === 'run') {
      position.run(task.sheets);
      const facts = factsOf(position);
      this.#keep(keyOf(game, match, facts.state), position);
      return facts;
    }
    this.#keep(keyOf(game, match, state), position);
    switch (task.kind) {
      case 'facts':
        return factsOf(position);
      case 'view':
        return position.view(task.seat);
      case 'check':
        return position.check(task.seat, task.orders);
      case 'stand-in':
        return position.standIn(task.seat);
      case 'film':
        return position.film(task.seat, task.sheets);
      default:
        return task satisfies never;
    }
  }

  #take(game: string, match: TurnMatch, state: string): KernelPosition {
    const key = keyOf(game, match, state);
    const known = this.#loaded.get(key);
    this.#loaded.delete(key);
    return known ?? this.#rulesOf(game).load(match, state);
  }

  #rulesOf(game: string): KernelRules {
    const rules = this.#rules.get(game);
    if (!rules) throw new Error(`the module of turn games has no ${game}; give it every game that the server has`);
    return rules;
  }

  #keep(key: string, position: KernelPosition): void {
    this.#loaded.set(key, position);
    for (const oldest of this.#loaded.keys()) {
      if (this.#loaded.size <= MOST_LOADED) break;
      this.#loaded.delete(oldest);
    }
  }
}

export const factsOf = (position: KernelPosition): TurnFacts => ({
  turn: position.turn,
  state: position.save(),
  hash: position.hash(),
  awaits: position.awaits(),
  result: position.result(),
});

const keyOf = (game: string, { seed, settings }: TurnMatch, state: string): string =>
  `${game}\n${seed}\n${settings}\n${state}`;
