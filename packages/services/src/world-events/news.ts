/** What everybody is told of a turn of the world: by its rules, filled with the state and the names of now. */
import type { Database } from '@rubato/ports';
import type { Notice } from '../notice.ts';
import { findPlace } from '../presence/presence-rows.ts';
import type { HappenedTurn, ShardNow, WorldNews, WorldNow, WorldRules } from './world-rules.ts';

interface NewsContext {
  readonly database: Database;
  readonly rules: WorldRules;
  readonly atMs: number;
  now(): Promise<WorldNow>;
  shards(): readonly ShardNow[];
}

/** Each of WORLD_STATE and SHARD_STATUS once at most. */
export async function newsOf(turn: HappenedTurn, context: NewsContext): Promise<readonly Notice[]> {
  const all = turn.events.flatMap((event) => context.rules.news(event));
  const whole = new Set<WorldNews['type']>();
  const notices: Notice[] = [];
  for (const news of all) {
    if (news.type === 'WORLD_STATE' || news.type === 'SHARD_STATUS') whole.add(news.type);
    else notices.push({ to: 'world', type: news.type, data: await dataOf(news, context) });
  }
  if (whole.has('SHARD_STATUS'))
    notices.push({ to: 'world', type: 'SHARD_STATUS', data: { shards: context.shards() } });
  if (whole.has('WORLD_STATE')) notices.push({ to: 'world', type: 'WORLD_STATE', data: await context.now() });
  return notices;
}

async function dataOf(
  news: Exclude<WorldNews, { readonly type: 'WORLD_STATE' | 'SHARD_STATUS' }>,
  { database, atMs, shards }: NewsContext,
): Promise<object> {
  if (news.type === 'SHARD_CAPTURED') {
    const { shardId, fromFaction, leader } = news;
    const shard = shards().find(({ id }) => id === shardId);
    const byName = (await findPlace(database, leader))?.name ?? '';
    return { shard, byName, ...(fromFaction === undefined ? {} : { fromFaction }) };
  }
  const { type: _, ...rest } = news;
  return { ...rest, atMs };
}
