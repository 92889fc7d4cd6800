/** What a game's folder gives the web app: a card for the lobby (`view-card.ts`) and a view (`view.tsx`). */
import type { AnyBot, AnyGame } from '@rubato/game';
import type { ComponentType } from 'preact';
import type { MatchSource } from './match-source.ts';
import type { SoundPlayer } from './sound.ts';

export interface GameCard {
  /** The game's name in its rules, its folder and its addresses. */
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
  /** A mouse names the heading, where the game has one. */
  readonly mouseAim: boolean;
}

export interface ViewportProps<V = unknown, F = unknown> {
  readonly source: MatchSource<V, F>;
  /** Which keys steer; undefined for a spectator. */
  readonly keys: KeySet | undefined;
  /** The picture alone, without words and instruments: the lobby shows a match behind its Play button. */
  readonly bare?: boolean;
  /** Read every frame. */
  readonly settings: () => ViewSettings;
  readonly sound: SoundPlayer;
  /** Milliseconds since the last frame, and spent drawing this one. */
  readonly onFrame?: (intervalMs: number, costMs: number) => void;
  readonly onPlayAgain: () => void;
  readonly onLeave: () => void;
}

export interface KeyHelp {
  readonly action: string;
  readonly keys: Readonly<Record<KeySet, readonly string[]>>;
  readonly touch: string;
  /** On a gamepad; absent where it has none. */
  readonly pad?: string;
}

export interface GameView<V = unknown, F = unknown> {
  readonly game: AnyGame;
  /** Flies the seats that nobody took when the game runs in this page. */
  readonly bot: AnyBot;
  /** What bots are called in this page, by seat. */
  readonly botNames: readonly string[];
  /** Ticks per second in real time. */
  readonly hz: number;
  /** Draws one seat; a split screen holds two. */
  readonly Viewport: ComponentType<ViewportProps<V, F>>;
  readonly help: readonly KeyHelp[];
}
