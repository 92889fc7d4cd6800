/** What a server calls itself among those of one world: made at its first start, kept with its journals. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '@rubato/ports';
import { hex } from '@rubato/schema';

const FILE = 'node-name';
const NAME = /^[0-9a-f]{16}$/;

/** Throws when the directory can't be written, or its name was changed by hand into something else. */
export function nodeName(directory: string, random: Random): string {
  const path = join(directory, FILE);
  if (!existsSync(path)) writeFileSync(path, hex(random.bytes(8)), { flag: 'wx' });
  const name = readFileSync(path, 'utf8').trim();
  if (!NAME.test(name))
    throw new Error(`${path} should hold 16 hex digits; restore it, or delete it to be another server`);
  return name;
}
