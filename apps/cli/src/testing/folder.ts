import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes with the test; given its owner's `afterAll`, with the file. */
export function freshFolder(end: (clean: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-cli-'));
  end(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
