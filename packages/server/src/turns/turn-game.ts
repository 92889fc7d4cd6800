/** A game for slow matches: its rules, and what they leave open. */
import type { AnyBot, AnyGame } from '@rubato/game';
import type { LetterGame } from '@rubato/letters';
import type { SheetProblem } from '@rubato/services';

export interface TurnGame {
  readonly game: AnyGame;
  /** That a turn runs, 1 to 36,000. */
  readonly ticks: number;
  readonly leastSeats: number;
  readonly mostSeats: number;
  /** Plays for whoever is gone; default: nothing is ordered. */
  readonly bot?: AnyBot;
  /** What is wrong with a sheet, judged by what its seat sees; default: its orders tried one after the other in a copy of that. Pure. */
  readonly checkSheet?: (view: never, seat: never, orders: readonly never[]) => readonly SheetProblem[];
  /** The one sequence in which a sheet's orders take effect; default as given. Pure. */
  readonly arrange?: (orders: readonly never[]) => readonly object[];
  /** The same game by letters, where matches may move between this server and files. Default: they may not. */
  readonly letters?: LetterGame;
  /** Ticks between two frames of a film. Default: a tenth of the turn. */
  readonly filmEvery?: number;
}
