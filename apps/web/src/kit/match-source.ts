/**
 * One seat's match, as a view draws it: wherever it runs (in this page or on a server), the view sees the same.
 *
 * A sample shows two instants at once: the rows of others a little in the past, where everything about them is known,
 * and the seat's own rows in the present, where they already contain its newest frames.
 */
import type { ReadonlySignal } from '@preact/signals';

export type MatchState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'reconnecting'; readonly attempt: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'failed'; readonly reason: string; readonly advice: string };

export interface Sample<V> {
  /** Rows blended between ticks; read it in the frame in which it was given. */
  readonly view: V;
  /** The fractional tick at which others are shown. */
  readonly tick: number;
  /** The fractional tick at which the own rows are shown. */
  readonly ownTick: number;
}

export interface MatchEvent {
  readonly tick: number;
  /** This seat's own doing, known before the server confirmed it: to be shown at once. */
  readonly predicted: boolean;
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface MatchStats {
  /** Milliseconds; 0 when there is no network. */
  readonly rttMs: number;
  readonly jitterMs: number;
  /** Predictions that the server corrected so far. */
  readonly corrections: number;
  /** The largest error that is still fading from the picture, in steps of its field. */
  readonly visibleError: number;
  readonly snapshotsPerSecond: number;
  readonly bytesPerSecond: number;
  /** Share of messages lost or late, 0 to 1. */
  readonly loss: number;
}

/** What the link conditioner adds to each way, so that prediction can be felt. */
export interface LinkConditions {
  readonly latencyMs: number;
  readonly jitterMs: number;
  /** 0 to 1. */
  readonly loss: number;
}

export interface MatchSource<V = unknown, F = unknown> {
  readonly kind: 'practice' | 'network';
  readonly hz: number;
  /** 0 for a spectator. */
  readonly seat: number;
  readonly state: ReadonlySignal<MatchState>;
  readonly stats: MatchStats;
  /** What makes play rough at the moment, in words for the player; undefined while the link is good, and without one. */
  readonly trouble: ReadonlySignal<string | undefined>;
  /** The code that friends join by; undefined where there is none. */
  readonly code: string | undefined;
  nameOf(seat: number): string;
  isBot(seat: number): boolean;
  /** The same object every time, refilled; undefined until there is something to show. */
  sample(nowMs: number): Sample<V> | undefined;
  /** Held until changed. */
  setFrame(frame: F): void;
  order(name: string, args: Readonly<Record<string, unknown>>): void;
  onEvent(listener: (event: MatchEvent) => void): () => void;
  /** Undefined where there is no link to condition. */
  readonly conditions: LinkConditions | undefined;
  setConditions(conditions: LinkConditions): void;
  /** Stops time where that is possible (practice alone); false where the match goes on. */
  pause(paused: boolean): boolean;
  close(): void;
}
