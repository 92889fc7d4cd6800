import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { havePostgres, startPostgres, type PostgresServer } from '../tools/provision/postgres-server.ts';
import { haveRedis, startRedis, type RedisServer } from '../tools/provision/redis-server.ts';
import { GAP_RECHECK_MS } from '../packages/server/src/socket/gateway.ts';
import { ABANDONED_MS } from '../packages/services/src/fights/abandoned.ts';
import { PRESENCE_FADE_MS } from '../packages/services/src/presence/online.ts';
import { WORLD_LEASE_MS } from '../packages/server/src/world/shared-world.ts';
import { describePage } from './snippets/describe-page.ts';
import { textOf } from './snippets/pages.ts';

const PAGE = 'docs/several-servers.md';

describe.skipIf(!haveRedis || !havePostgres)('several servers', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  const variables: Record<string, string> = {};
  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    Object.assign(variables, { DATABASE: await postgres.freshDatabase(), BUS: redis.url });
  }, 120_000);
  afterAll(async () => {
    await Promise.all([redis?.stop(), postgres?.stop()]);
  });

  describePage(PAGE, { variables });
});

it('the page has the figures of the code', () => {
  expect(textOf(PAGE)).toContain(`takes it over after ${WORLD_LEASE_MS / 1000} s`);
  expect(textOf(PAGE)).toContain(`when it is back within ${ABANDONED_MS / 1000} s`);
  expect(textOf(PAGE)).toContain(`within ${GAP_RECHECK_MS / 1000} s each server reads again`);
  expect(textOf(PAGE)).toContain(`they fade after ${PRESENCE_FADE_MS / 1000} s`);
});
