/** What somebody meant who wrote a name that isn't there. */
import { editDistance } from '@rubato/server';

/** At most this many are suggested. */
const MAX_SUGGESTIONS = 3;
/** Letters that may differ. */
const MAX_DISTANCE = 3;

/** Names that begin with what was written, else those a few letters away, the closest first. */
export function nearest(written: string, known: readonly string[]): readonly string[] {
  const wanted = written.toLowerCase();
  const begun = known.filter((name) => wanted !== '' && name.toLowerCase().startsWith(wanted));
  if (begun.length > 0) return begun.slice(0, MAX_SUGGESTIONS);
  return known
    .map((name) => ({ name, apart: editDistance(wanted, name.toLowerCase()) }))
    .filter(({ name, apart }) => apart <= Math.min(MAX_DISTANCE, Math.floor(name.length / 2)))
    .toSorted((a, b) => a.apart - b.apart)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ name }) => name);
}
