/** What a game's folder gives the web app: a card for the lobby (`view-card.ts`) and a view (`view.tsx`). */
import type { ComponentType } from 'preact';
import type { MatchSource } from './match-source.ts';
import type { SoundPlayer } from './sound.ts';

export interface GameCard {
  /** The game's name in its rules and in URLs. */
  readonly name: string;
  readonly title: string;
  readonly line: string;
  /** A tempo word for how it is played: presto, andante, … */
  readonly tempo: string;
  readonly seats: number;
  /** Typical length. */
  readonly length: string;
  readonly ways: readonly ('touch' | 'keyboard' | 'split screen' | 'spectators')[];
}

export type KeySet = 'solo' | 'left' | 'right';

export interface ViewSettings {
  readonly reducedMotion: boolean;
  readonly touch: boolean;
}

export interface ViewportProps<V = unknown, F = unknown> {
  readonly source: MatchSource<V, F>;
  /** Which keys steer; undefined for a spectator. */
  readonly keys: KeySet | undefined;
  /** Read every frame. */
  readonly settings: () => ViewSettings;
  readonly sound: SoundPlayer;
  /** Frame cost and counters of this viewport, for the readout. */
  readonly onCost?: (drawMs: number) => void;
  readonly onPlayAgain: () => void;
  readonly onLeave: () => void;
}

export interface KeyHelp {
  readonly action: string;
  readonly keys: Readonly<Record<KeySet, readonly string[]>>;
  readonly touch: string;
}

export interface GameView<V = unknown, F = unknown> {
  /** Draws one seat; a split screen holds two. */
  readonly Viewport: ComponentType<ViewportProps<V, F>>;
  /** Runs the rules in this page with bots in the other seats. */
  practice(options: { readonly name: string; readonly players: 1 | 2 | 0 }): readonly MatchSource<V, F>[];
  readonly help: readonly KeyHelp[];
}
