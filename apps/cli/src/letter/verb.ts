/** What the verbs of `rubato letter` have in common. */
import type { Command } from 'commander';

/** Makes a verb of that name. */
export type Verbs = (name: string, summary: string) => Command;

export const keyFlag = (command: Command): Command =>
  command.option('--keys <file>', 'Your keys; default rubato-keys.json, or RUBATO_KEYS.');

export const courierFlag = (command: Command): Command =>
  command.option('--courier <file>', 'A folder, or a JSON file that describes a courier; or RUBATO_COURIER.');
