/**
 * Where the matches of a bracket are drawn. Columns are rounds, rows are of one card's height; a match stands halfway
 * between those that its entrants come from.
 *
 *   winners  ┐ ┐
 *            ┘ ├──────┐
 *            ┐ ┘      ├ final ─ reset     the finals stand behind the longer of the two brackets,
 *            ┘        │                   and losers below winners
 *   losers   ┐ ─ ┐ ─ ─┘
 *            ┘ ─ ┘
 */
import type { Bracket, Slot } from './told.ts';

export interface LaidMatch {
  readonly number: number;
  readonly bracket: Bracket;
  /** Of its bracket, from 1. */
  readonly round: number;
  readonly slots: readonly Pick<Slot, 'kind' | 'of'>[];
}

export interface Place {
  readonly number: number;
  /** From 0. */
  readonly column: number;
  /** Of its upper edge, from 0, in cards; a card is 1 high. */
  readonly row: number;
}

/** From the match that is won to the one that its winner goes to. */
export interface Way {
  readonly from: number;
  readonly to: number;
}

/** A column's heading stands in the row above the first match of its bracket. */
export interface Heading {
  readonly bracket: Bracket;
  readonly round: number;
  readonly column: number;
  readonly row: number;
  /** Of this bracket. */
  readonly rounds: number;
}

export interface BracketLayout {
  readonly places: ReadonlyMap<number, Place>;
  readonly ways: readonly Way[];
  readonly headings: readonly Heading[];
  readonly columns: number;
  readonly rows: number;
}

/** Above each bracket, for headings. */
const HEAD_ROWS = 1;
const BETWEEN_ROWS = 0.5;

/** @param matches by number, of `single` or `double`; slots name earlier matches only. */
export function layOutBracket(matches: readonly LaidMatch[]): BracketLayout {
  const canvas = new Canvas();
  const of = (bracket: Bracket): readonly LaidMatch[] => matches.filter((match) => match.bracket === bracket);
  const upper = of('main').length > 0 ? of('main') : of('winners');
  let below = canvas.knockout(upper, 0);
  if (of('losers').length > 0) below = canvas.knockout(of('losers'), below + BETWEEN_ROWS);
  canvas.finals([...of('final'), ...of('reset')]);
  return {
    places: canvas.places,
    ways: waysOf(matches, canvas.places),
    headings: canvas.headings,
    columns: canvas.columns,
    rows: Math.max(0, ...[...canvas.places.values()].map(({ row }) => row + 1)),
  };
}

class Canvas {
  readonly places = new Map<number, Place>();
  readonly headings: Heading[] = [];
  columns = 0;

  /** Puts a bracket down from the row `top` on; returns the first row below it. */
  knockout(matches: readonly LaidMatch[], top: number): number {
    const rounds = byRound(matches);
    const first = rounds[0] ?? [];
    for (const [column, round] of rounds.entries()) {
      const { bracket, round: number } = round[0]!;
      this.headings.push({ bracket, round: number, column, row: top, rounds: rounds.length });
      // The first round has nobody to stand between.
      for (const [at, match] of round.entries())
        this.#put(match, column, column === 0 ? top + HEAD_ROWS + at : this.#between(match, bracket));
    }
    this.columns = Math.max(this.columns, rounds.length);
    return top + HEAD_ROWS + first.length;
  }

  finals(matches: readonly LaidMatch[]): void {
    for (const match of matches) {
      const row = this.#between(match);
      this.headings.push({ bracket: match.bracket, round: 1, column: this.columns, row: row - HEAD_ROWS, rounds: 1 });
      this.#put(match, this.columns++, row);
    }
  }

  #put({ number, bracket }: LaidMatch, column: number, row: number): void {
    this.places.set(number, { number, column, row });
    this.#bracketOf.set(number, bracket);
  }

  readonly #bracketOf = new Map<number, Bracket>();

  /** The mean of where its entrants come from; those of another bracket fall in from elsewhere and don't count. */
  #between({ slots }: LaidMatch, within?: Bracket): number {
    const rows = slots.flatMap(({ of }) => {
      const place = of === undefined ? undefined : this.places.get(of);
      return place && (within === undefined || this.#bracketOf.get(place.number) === within) ? [place.row] : [];
    });
    return rows.reduce((sum, row) => sum + row, 0) / Math.max(1, rows.length);
  }
}

function byRound(matches: readonly LaidMatch[]): readonly (readonly LaidMatch[])[] {
  const rounds: LaidMatch[][] = [];
  for (const match of matches) (rounds[match.round - 1] ??= []).push(match);
  return rounds;
}

function waysOf(matches: readonly LaidMatch[], places: ReadonlyMap<number, Place>): readonly Way[] {
  return matches.flatMap(({ number, slots }) => {
    const from = slots.filter(({ kind }) => kind === 'winner');
    return from.flatMap(({ of }) => (of !== undefined && places.has(of) ? [{ from: of, to: number }] : []));
  });
}

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The match that an arrow key leads to from another; undefined where there is none. @param shown those drawn */
export function nextMatch(
  layout: BracketLayout,
  from: number,
  arrow: Arrow,
  shown: (number: number) => boolean,
): number | undefined {
  const here = layout.places.get(from);
  if (!here) return undefined;
  const sideways = arrow === 'ArrowLeft' ? -1 : arrow === 'ArrowRight' ? 1 : 0;
  const down = arrow === 'ArrowUp' ? -1 : 1;
  const there = [...layout.places.values()].filter(({ number, column, row }) => {
    if (number === from || !shown(number)) return false;
    return sideways === 0
      ? column === here.column && (row - here.row) * down > 0
      : (column - here.column) * sideways > 0;
  });
  const far = (place: Place): number =>
    sideways === 0
      ? Math.abs(place.row - here.row)
      : Math.abs(place.column - here.column) * layout.rows + Math.abs(place.row - here.row);
  return there.sort((a, b) => far(a) - far(b))[0]?.number;
}
