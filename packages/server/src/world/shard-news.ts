/**
 * How far the claims on shards are, told as it changes to whoever is at the shard: an event says only that a claim began,
 * ended or was contested. Only the server that runs the world tells; of several changes within a second the last is told.
 */
import type { Clock, Log } from '@rubato/ports';
import type { Notice, World } from '@rubato/services';
import { repeatTask } from '../repeat-task.ts';

/** Between two looks at the shards. */
export const SHARD_NEWS_MS = 1000;

type ShardNow = ReturnType<World['shards']>[number];

export interface ShardNewsParts {
  readonly world: Pick<World, 'shards'>;
  /** Whether this server runs the world at the moment. */
  readonly runs: () => boolean;
  readonly deliver: (notices: readonly Notice[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The returned function ends it. Cost of a look: O(shards). */
export function tellClaims({ world, runs, deliver, clock, log }: ShardNewsParts): () => void {
  let before: ReadonlyMap<string, string> | undefined;
  const look = async (): Promise<void> => {
    if (!runs()) {
      before = undefined;
      return;
    }
    const shards = world.shards();
    const now = new Map(shards.map((shard) => [shard.id, progressOf(shard)]));
    // The first look only learns: whoever came before it asked.
    const changed = before === undefined ? [] : shards.filter(({ id }) => before?.get(id) !== now.get(id));
    before = now;
    if (changed.length > 0) deliver(changed.map(noticeOf));
  };
  return repeatTask(look, { clock, log, everyMs: SHARD_NEWS_MS, failed: 'claims on shards could not be told' });
}

const progressOf = ({ claimant = '', progress, contested }: ShardNow): string => `${claimant} ${progress} ${contested}`;

function noticeOf(shard: ShardNow): Notice {
  return { to: `location:${shard.locationId}`, type: 'SHARD_STATUS', data: { shards: [shard] } };
}
