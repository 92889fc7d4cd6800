import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { built } from '../../../tools/provision/server-bundle.ts';

/** All that Node reads before the first command begins, in bytes: the file and what it imports, and so on. */
function sizeOf(file: string, seen = new Set<string>()): number {
  if (seen.has(file)) return 0;
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  const parts = Array.from(text.matchAll(/(?:from|import)"(\.\/part-[^"]+)"/g), ([, path]) => path!);
  return parts.reduce((sum, path) => sum + sizeOf(join(dirname(file), path), seen), text.length);
}

it('reads little before it knows what is asked: no server, no database, no mail', () => {
  const { file } = built('cli');
  expect(sizeOf(file)).toBeGreaterThan(50_000);
  expect(sizeOf(file)).toBeLessThan(150_000);
});
