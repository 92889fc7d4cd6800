import { type AnyBot, type AnyGame, rulesHash, schemaHash, type Seat } from '@rubato/game';

/** A game with what letters need to know beside its rules. */
export interface LetterGame {
  readonly game: AnyGame;
  /** Who may stand in for missing players, by the name that the genesis gives. */
  readonly bots?: Readonly<Record<string, AnyBot>>;
  /** 64 hex digits that stand for the rules; default `rulesHash`, which depends on how the program was built. */
  readonly rules?: string;
  /** Whether a seat is out of the game; default never. Pure. */
  readonly eliminated?: (view: never, seat: Seat) => boolean;
}

export const rulesOf = ({ game, rules }: LetterGame): string => rules ?? rulesHash(game);
export const shapesOf = ({ game }: LetterGame): string => schemaHash(game);

export const isEliminated = ({ eliminated }: LetterGame, view: object, seat: Seat): boolean =>
  (eliminated as ((view: object, seat: Seat) => boolean) | undefined)?.(view, seat) ?? false;
