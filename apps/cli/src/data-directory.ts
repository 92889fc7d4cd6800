/** The data directory that a command reads: the one that `serve` would write, and never one that it makes. */
import { loadServerConfig, openSqliteStore } from '@rubato/server';
import type { SqliteStore } from '@rubato/server';
import type { Command } from 'commander';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CliError, exitCodes } from './exit.ts';
import type { Shell } from './shell.ts';

export interface DataFlags {
  readonly data?: string;
  readonly config?: string;
}

export function addDataFlags(command: Command): Command {
  return command
    .option('--data <dir>', 'The data directory; without it, where `rubato serve` would keep its data.')
    .option('--config <file>', 'Settings from this JSON file instead of ./rubato.json.');
}

/** Opens for reading, also beside a running server. Throws CliError when there is nothing. */
export async function openDataDirectory(
  { data, config }: DataFlags,
  { environment, directory }: Shell,
): Promise<{ readonly store: SqliteStore; readonly name: string }> {
  const flags = { ...(data === undefined ? {} : { data }), ...(config === undefined ? {} : { config }) };
  const name = loadServerConfig({ flags, environment, directory }).config.data;
  const path = resolve(directory, name);
  if (!existsSync(path))
    throw new CliError(
      exitCodes.usage,
      `there is no data directory ${name}; name another with --data DIR, or begin one with rubato serve --data ${name}`,
    );
  if (!existsSync(join(path, 'journal.db')))
    throw new CliError(
      exitCodes.usage,
      `${name} is not a data directory: it holds no journal.db; name another with --data DIR`,
    );
  return { store: await openSqliteStore({ directory: path, readOnly: true }), name };
}
