import { fileURLToPath } from 'node:url';
import { tidy } from './tidy.ts';
import { readTree } from './tree.ts';

const problems = tidy(readTree(fileURLToPath(new URL('../../..', import.meta.url))));
for (const { path, line, rule, message } of problems) console.log(`${path}:${line} ${rule}: ${message}`);
if (problems.length > 0) {
  console.log(`${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`);
  process.exitCode = 1;
}
