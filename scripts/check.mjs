import { runChecks } from './lib/checks.mjs';

/** Format, lint, structure, types, unused code: all that is judged without running the code. */
export async function job() {
  const { failed } = await runChecks();
  return failed > 0 ? 1 : 0;
}
