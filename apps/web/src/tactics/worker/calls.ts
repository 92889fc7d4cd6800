/**
 * What a page and the thread that holds its match say to each other. Files are unpacked, verified, simulated and packed there,
 * so that none of it keeps the page from drawing; the page has a copy of the state to draw.
 *
 *   page ─ Request(id, call) ──────────────▶ thread      one at a time, in sequence
 *   page ◀─ progress(id, done, total) ─ … ── thread      while a file is verified
 *   page ◀─ done(id, value, facts) | failed ─ thread
 */
import type { Doc } from '@rubato/letters';
import type { Seat } from '@rubato/game';
import type { ScenarioName, TacticsOrder } from '@rubato/tactics';
import type { NewMatch } from '../local-match.ts';
import type { Seated } from '../seating.ts';

export type Call =
  | { readonly kind: 'create'; readonly options: NewMatch }
  /** From the browser's own shelf: it was verified when it came. */
  | { readonly kind: 'open'; readonly file: Uint8Array }
  /** From anywhere: every turn is played again first. */
  | { readonly kind: 'load'; readonly file: Blob }
  | { readonly kind: 'submit'; readonly player: string; readonly orders: readonly TacticsOrder[] }
  | { readonly kind: 'run' }
  | { readonly kind: 'film'; readonly turn: number; readonly seat: Seat }
  | { readonly kind: 'bytes' };

export interface Request {
  readonly id: number;
  readonly call: Call;
}

/** How the match stands, after each call. */
export interface Facts {
  readonly id: string;
  readonly createdMs: number;
  readonly scenario: ScenarioName;
  readonly seats: readonly Seated[];
  readonly playable: boolean;
  readonly over: boolean;
  readonly turn: number;
  readonly pastTurns: readonly number[];
  readonly awaited: readonly Seated[];
  /** The first block and the state after the last turn. */
  readonly genesis: Doc;
  readonly state: Uint8Array;
}

export interface Failure {
  /** Of a LetterRefused. */
  readonly code?: string;
  readonly message: string;
}

export type Reply =
  /** `done` of `total` turns have been played again. */
  | { readonly id: number; readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown; readonly facts: Facts }
  | { readonly id: number; readonly kind: 'failed'; readonly failure: Failure };

/** One end of it: a worker, the worker's own side, or a port of a channel. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message' | 'error', listener: (event: MessageEvent) => void): void;
}
