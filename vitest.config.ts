import { defineConfig } from 'vitest/config';

const conditions = ['rubato:source'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,apps,games,tools,sim,docs}/**/*.test.ts?(x)', '{packages,apps,games,sim}/**/*.fuzz.ts'],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
