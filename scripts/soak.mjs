import { runTests } from './test.mjs';

/**
 * The tests with their long counts, and the `x.soak.ts` files beside them.
 * @param {string[]} args filters and flags for vitest
 */
export const job = (args) => runTests(args, { checks: false, env: { RUBATO_SOAK: '1' } });
