import { type AnyBot, type AnyGame, type Order, rulesHash, schemaHash, type Seat } from '@rubato/game';

/** A game with what letters need to know beside its rules. */
export interface LetterGame {
  readonly game: AnyGame;
  /** Who may stand in for missing players, by the name that the genesis gives. */
  readonly bots?: Readonly<Record<string, AnyBot>>;
  /** 64 hex digits that stand for the rules; default `rulesHash`, which depends on how the program was built. */
  readonly rules?: string;
  /** What is wrong with a sheet as a whole that no single order's check can see; default nothing. Pure; sees what the seat sees. */
  readonly checkSheet?: (view: never, seat: Seat, orders: readonly never[]) => SheetFlaw | undefined;
  /** The one sequence in which a sheet's orders take effect; default as they were given. Pure. */
  readonly arrange?: (orders: readonly never[]) => readonly object[];
  /** Whether a seat is out of the game; default never. Pure. */
  readonly eliminated?: (view: never, seat: Seat) => boolean;
}

export interface SheetFlaw {
  /** Which order, from 0. */
  readonly index: number;
  readonly reason: string;
}

export const flawOf = (
  { checkSheet }: LetterGame,
  view: object,
  seat: Seat,
  orders: readonly Order[],
): SheetFlaw | undefined =>
  (checkSheet as ((view: object, seat: Seat, orders: readonly Order[]) => SheetFlaw | undefined) | undefined)?.(
    view,
    seat,
    orders,
  );

export const arranged = <T extends object>({ arrange }: LetterGame, orders: readonly T[]): readonly T[] =>
  (arrange as ((orders: readonly T[]) => readonly T[]) | undefined)?.(orders) ?? orders;

export const rulesOf = ({ game, rules }: LetterGame): string => rules ?? rulesHash(game);
export const shapesOf = ({ game }: LetterGame): string => schemaHash(game);

export const isEliminated = ({ eliminated }: LetterGame, view: object, seat: Seat): boolean =>
  (eliminated as ((view: object, seat: Seat) => boolean) | undefined)?.(view, seat) ?? false;
