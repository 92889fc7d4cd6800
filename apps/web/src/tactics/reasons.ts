/** Why an order can't be given, as a sentence for its commander. */
import type { SheetProblem } from '@rubato/tactics';

const WORDS: Readonly<Record<SheetProblem['reason'], string>> = {
  'battle-over': 'The battle is over.',
  'not-planning': 'Orders are taken between turns only.',
  'no-such-ship': 'There is no such ship.',
  'not-your-ship': 'This ship is not yours.',
  'ship-lost': 'This ship is lost.',
  'already-planned': 'This ship has its course already.',
  'impulse-down': 'The impulse engine is gone: the ship can only hold, turn or jump.',
  'out-of-reach': 'That is too far away.',
  'in-a-rock': 'That place is inside an asteroid, or too near to one.',
  'warp-down': 'The warp engine is gone.',
  'warp-cooling': 'The warp engine is still cooling.',
  'no-fuel': 'No fuel is left for a jump.',
  'needs-a-place': 'A jump needs a place to go.',
  'power-budget': 'That is more power than the reactor gives.',
  'no-such-weapon': 'The ship has no such weapon.',
  'weapons-down': 'Weapon control is gone: this ship does not fire.',
  'unknown-target': 'Nobody sees that target now.',
  'target-lost': 'That target is gone.',
  'own-target': 'That ship is on your side.',
  'out-of-ammunition': 'No rounds are left for this shot.',
  'too-many-shots': 'One weapon takes at most four shots a turn.',
  cooling: 'The weapon is not ready again by then.',
  'out-of-range': 'The target cannot come into range in time.',
  'out-of-arc': 'The target cannot come into the firing arc in time.',
  'too-many': 'More orders than one turn takes.',
  'ship-twice': 'This ship has two orders of the same kind.',
  'no-plan': 'There is no course to confirm.',
  charging: 'The ship charges for its jump then, and cannot fire.',
  'not-confirmed': 'The course is not confirmed and will not be flown.',
};

export const reasonIn = (reason: SheetProblem['reason']): string => WORDS[reason];
