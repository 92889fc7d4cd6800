import { existsSync, readFileSync } from 'node:fs';

export type Provisioned =
  | 'chromium'
  | 'gjs'
  | 'jsc'
  | 'node24'
  | 'postgres'
  | 'redis'
  | 'strace'
  | 'postfix'
  | 'dovecot'
  | 'lmtp'
  | 'azurite'
  | `swift-${'account' | 'container' | 'object' | 'proxy'}`;

const record = new URL('../../.cache/provision.json', import.meta.url);

/**
 * Where a test finds a real program, or undefined: then it skips. The environment (`RUBATO_CHROMIUM` …) comes first,
 * then what the last `npm test` found or installed.
 */
export function provisioned(name: Provisioned): string | undefined {
  const named = process.env[`RUBATO_${name.toUpperCase().replaceAll('-', '_')}`];
  if (named) return named;
  if (!existsSync(record)) return undefined;
  const found = JSON.parse(readFileSync(record, 'utf8')) as Partial<Record<Provisioned, string>>;
  const path = found[name];
  return path && existsSync(path) ? path : undefined;
}
