/** Where the services' data are for a command: as for `serve`, from flags, environment and file. */
import { loadServerConfig } from '@rubato/server';
import type { ServicesPlace } from '@rubato/server';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { addDataFlags } from './data-directory.ts';
import type { DataFlags } from './data-directory.ts';
import type { Shell } from './shell.ts';

export interface ServiceFlags extends DataFlags {
  readonly database?: string;
  readonly json?: boolean;
}

export function addServiceFlags(command: Command): Command {
  return addDataFlags(command).option('--database <url>', 'PostgreSQL instead of services.db in the data directory.');
}

export function servicePlace(
  { data, config, database }: ServiceFlags,
  { environment, directory }: Shell,
): ServicesPlace {
  const given = Object.entries({ data, config, database }).filter(([, value]) => value !== undefined);
  const loaded = loadServerConfig({ flags: Object.fromEntries(given), environment, directory }).config;
  return { ...loaded, data: resolve(directory, loaded.data) };
}
