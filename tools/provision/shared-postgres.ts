// Before all test files of a whole run: one PostgreSQL for them, which each would otherwise start for itself.
import { havePostgres, SHARED, startOwnPostgres } from './postgres-server.ts';

/** Does nothing for a few selected files, and where there is a server or none at all. */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['RUBATO_WHOLE_RUN'] !== '1' || process.env['RUBATO_TEST_POSTGRES'] || !havePostgres) return undefined;
  const server = await startOwnPostgres();
  process.env[SHARED] = server.url;
  return () => server.stop();
}
