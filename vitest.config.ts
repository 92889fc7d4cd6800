import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Packages are read from their sources: no build before a test.
const conditions = ['rubato:source'];
const soak = process.env['RUBATO_SOAK'] === '1';
const endings = ['test.{ts,tsx}', 'fuzz.ts', ...(soak ? ['soak.ts'] : [])];
const testsBelow = (homes: string): string[] => endings.map((ending) => `${homes}/**/*.${ending}`);
/** They start nothing and need nothing that isn't installed with the packages. */
const pure = testsBelow('{packages/{schema,protocol,game,host,ports,client,letters},apps/web/src,games,tools/tidy}');
/** Of those, these start engines. */
const started = ['packages/game/src/engines.test.ts'];
/** They have servers and databases of their own. */
const stored = [...testsBelow('{packages/{services,server,couriers},apps/cli}'), ...started];
/** One PostgreSQL for all projects. */
const globalSetup = ['tools/provision/shared-postgres.ts'];
const made = ['**/node_modules/**', '**/dist/**'];

/** Those that take longest, first: one that begins last would let all processes but its own wait. */
const longest = [
  'docs/tutorial',
  'sim/',
  'docs/',
  'packages/couriers/',
  'apps/',
  'packages/server/',
  'packages/services/',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((path) => moduleId.includes(`/${path}`));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Processes, not threads: tests kill servers and load native code. Each takes one file after the other and loads what
    // they share once, since no file leaves anything behind that another could meet.
    pool: 'forks',
    isolate: false,
    // A whole run is two of these at once (scripts/lib/vitest.mjs).
    maxWorkers: process.env['RUBATO_WHOLE_RUN'] === '1' ? 2 : 3,
    testTimeout: soak ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    // A test that fails now and then is a defect to look at, not to repeat.
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude: [...made, ...started] } },
      { extends: true, test: { name: 'stored', include: stored, exclude: made, globalSetup } },
      {
        extends: true,
        test: {
          name: 'live',
          include: [...testsBelow('{packages,apps,games,sim,tools,docs,examples}'), 'scripts/**/*.test.mjs'],
          exclude: [...made, ...pure, ...stored],
          globalSetup,
        },
      },
    ],
  },
});
