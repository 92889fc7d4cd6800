import { defineConfig } from 'vitest/config';

// Packages are read from their sources: no build before a test.
const conditions = ['rubato:source'];
const soak = process.env['RUBATO_SOAK'] === '1';
const homes = '{packages,apps,games,sim,tools,docs,examples}';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      `${homes}/**/*.test.{ts,tsx}`,
      `${homes}/**/*.fuzz.ts`,
      'scripts/**/*.test.mjs',
      ...(soak ? [`${homes}/**/*.soak.ts`] : []),
    ],
    globalSetup: ['tools/provision/shared-postgres.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Processes, not threads: tests kill servers, load native code and change the environment.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: soak ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    // A test that fails now and then is a defect to look at, not to repeat.
    retry: 0,
  },
});
