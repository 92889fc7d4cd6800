// Plays a character whose player is away, and all seats in tests.
import { defineBot } from '@rubato/game';
import { decide } from './brain.ts';
import type { fight } from './rules.ts';
import { fighterOf } from './state.ts';

export const fightBot = defineBot<typeof fight>((view, who, random) => {
  const fighter = fighterOf(view, who);
  if (!fighter || view.round.acting !== who || fighter.kind !== 'character') return {};
  return { orders: [decide(view, fighter, random)] };
});
