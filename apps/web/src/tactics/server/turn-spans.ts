/** Lengths of time to choose from. Knows no game: the pages of tournaments, which load none, offer them too. */
import { spanWords } from '../../kit/span-words.ts';

const MINUTE_MS = 60_000;

/** Minutes, as options whose values are milliseconds. */
export const spanOptions = (
  minutes: readonly number[],
): readonly { readonly value: string; readonly label: string }[] =>
  minutes.map((each) => ({ value: String(each * MINUTE_MS), label: spanWords(each * MINUTE_MS) }));

/** How long a turn may take, where whoever opens the game says so. */
export const TURN_OPTIONS = spanOptions([2, 10, 60, 480, 1440, 4320, 10_080]);
