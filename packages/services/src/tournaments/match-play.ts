/** What a tournament needs of the thing that its matches are; turn games are one. */
import type { Transaction } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { MatchResult } from './settle.ts';
import type { MatchSettings } from './tournament.ts';

export interface PlayWish {
  /** Of the play, named by the caller. */
  readonly id: string;
  readonly title: string;
  /** Accounts; the first has the first seat. */
  readonly players: readonly [string, string];
  readonly settings: MatchSettings;
}

export type SeenPlay =
  /** `begun`: both have done something. */
  | { readonly state: 'running'; readonly begun: boolean }
  | {
      readonly state: 'ended';
      readonly result: MatchResult;
      readonly by: 'play' | 'absence';
      readonly scores: readonly [number, number];
    };

export interface PlayedMatch {
  readonly tournamentId: string;
  readonly number: number;
}

export interface MatchPlay {
  /** Rejects with Refused `bad-value` or `not-found` for what can't be played by two. */
  check(settings: MatchSettings): Promise<void>;
  /** What a transaction that looks at the play or ends it must hold. */
  lock(playId: string): string;
  /** Makes it, with both in it. */
  open(transaction: Transaction, wish: PlayWish): Promise<readonly Notice[]>;
  /** Matches under way (`playing`) whose plays may have ended. */
  due(from: Queryable, limit: number): Promise<readonly PlayedMatch[]>;
  /** What others need to watch these, by play. */
  watchCodes(from: Queryable, playIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  look(from: Queryable, playId: string): Promise<SeenPlay>;
  /** Gives it this result, by seats, unless it was rated already; ends it, if it isn't over. */
  end(transaction: Transaction, playId: string, result: MatchResult): Promise<readonly Notice[]>;
}
