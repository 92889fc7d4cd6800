// What an engine makes of it all, line by line. Runs bundled on bare engines: nothing here but the language.
import { arena } from '@rubato/arena';
import * as game from '@rubato/game';
import type { AnyGame, Machine } from '@rubato/game';
import { BitWriter, fromBase64, Hash64, hex, sha256, writeSnapshot } from '@rubato/schema';
import { orrery } from './orrery.ts';

/** Exported journals as base64. */
export interface Journals {
  readonly arena: string;
  readonly orrery: string;
}

/** Lines `<what> <value>`, equal on all engines. */
export const report = (journals: Journals): string[] => [
  ...mathematics(),
  ...replayed(orrery as AnyGame, journals.orrery),
  ...replayed(arena as AnyGame, journals.arena),
];

const replayed = (rules: AnyGame, journal: string): string[] => {
  const lines: string[] = [];
  const { machine, divergedAt } = game.replay(rules, game.readJournal(fromBase64(journal)), {
    onTurn: ({ number }, _report, { hash }, at = machineHash) =>
      void lines.push(`${rules.name} turn ${number} ${hash}`),
  });
  return lines;
};
