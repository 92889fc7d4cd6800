/** Whether a journal begins as its game's rules begin. */
import { loadSegment, Machine } from '@rubato/game';
import type { AnyGame, JournalSegment } from '@rubato/game';

/** `setup`: the rules make the same opening; `other`: they make another one; `given`: it begins later, with a state that nothing before it vouches for. */
export type Opening = 'setup' | 'other' | 'given';

export function openingOf(game: AnyGame, segment: JournalSegment): Opening {
  const { head } = segment;
  if (head.turn !== 0) return 'given';
  const { settings } = loadSegment(game, segment);
  const begun = Machine.start(game, { seats: head.seats, seed: head.seed, settings });
  return begun.hash() === head.hash ? 'setup' : 'other';
}
