/** Keeps names from covering each other: one that would goes below the other, a row or a few. */

/** Of a row, in pixels. */
export const ROW_PX = 16;
/** Rows that a name is moved down at most; beyond that it covers what is there. */
const ROWS_MOST = 4;
/** Two rows that just touch don't cover each other, whatever their sums come to. */
const ROUNDING_PX = 0.01;
/** Of a letter of the names' font, in pixels, on the average and a little more. */
const LETTER_PX = 7;

export interface Row {
  /** Of its middle, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly letters: number;
}

/** How far down each name is moved, in pixels; the first ones keep their places. Cost: the square of their number. */
export function rowShifts(rows: readonly Row[]): number[] {
  const shifts: number[] = [];
  for (const [index, row] of rows.entries()) {
    let shift = 0;
    for (let tries = 0; tries < ROWS_MOST; tries++) {
      const over = rows.slice(0, index).find((other, at) => covers(other, shifts[at] as number, row, shift));
      if (!over) break;
      shift = over.y + (shifts[rows.indexOf(over)] as number) + ROW_PX - row.y;
    }
    shifts.push(shift);
  }
  return shifts;
}

function covers(a: Row, aShift: number, b: Row, bShift: number): boolean {
  const wide = ((a.letters + b.letters) * LETTER_PX) / 2;
  return Math.abs(a.x - b.x) < wide && Math.abs(a.y + aShift - (b.y + bShift)) < ROW_PX - ROUNDING_PX;
}
