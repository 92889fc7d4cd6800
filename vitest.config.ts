import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Packages are read from their sources: no build before a test.
const conditions = ['rubato:source'];
const soak = process.env['RUBATO_SOAK'] === '1';
const endings = ['test.{ts,tsx}', 'fuzz.ts', ...(soak ? ['soak.ts'] : [])];
const testsBelow = (homes: string): string[] => endings.map((ending) => `${homes}/**/*.${ending}`);
/** They start nothing and need nothing that isn't installed with the packages. */
const pure = testsBelow('{packages/{schema,protocol,game,host,ports,client,letters},apps/web/src,games,tools/tidy}');
/** Most of their work is computing, that of all others mostly waiting, for servers and browsers. */
const computing = ['/packages/services/', '/packages/server/', '/packages/couriers/', '/apps/cli/'];
/** Each has a process to itself: in one that has run other files' games, what is generated for a game is slower. */
const alone = ['sim/src/crash.test.ts', 'packages/game/src/engines.test.ts'];
/** One PostgreSQL for all projects. */
const globalSetup = ['tools/provision/shared-postgres.ts'];
const made = ['**/node_modules/**', '**/dist/**'];

/** Those that take longest, first: one that begins last would let all processes but its own wait. */
const longest = [
  ...alone,
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
    const sorted = (await super.sort(files)).sort((a, b) => place(a) - place(b));
    const computes = ({ moduleId }: TestSpecification): boolean => computing.some((path) => moduleId.includes(path));
    return alternately(
      sorted.filter((file) => !computes(file)),
      sorted.filter(computes),
    );
  }
}

/** What waits beside what computes: either alone would leave the processors idle, or have its tests wait for them. */
function alternately<T>(some: readonly T[], others: readonly T[]): T[] {
  const pairs = Array.from({ length: Math.max(some.length, others.length) }, (_, i) => [some[i], others[i]]);
  return pairs.flat().filter((one) => one !== undefined);
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    // Processes, not threads: tests kill servers and load native code. Each takes one file after the other and loads what
    // they share once, since no file leaves anything behind that another could meet.
    pool: 'forks',
    isolate: false,
    maxWorkers: 3,
    testTimeout: soak ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    // A test that fails now and then is a defect to look at, not to repeat.
    retry: 0,
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'pure', include: pure, exclude: [...made, ...alone] } },
      {
        extends: true,
        test: {
          name: 'live',
          include: [...testsBelow('{packages,apps,games,sim,tools,docs,examples}'), 'scripts/**/*.test.mjs'],
          exclude: [...made, ...pure, ...alone],
          globalSetup,
        },
      },
      { extends: true, test: { name: 'alone', include: alone, isolate: true } },
    ],
  },
});
