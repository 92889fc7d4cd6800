import { describe, expect, it } from 'vitest';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import type { Notice } from '@rubato/services';
import { SHARD_NEWS_MS, tellClaims } from './shard-news.ts';

const shard = (id: string, more: object = {}) => {
  return { id, name: id, locationId: `at-${id}`, progress: 0, contested: false, ...more };
};

function stage() {
  const clock = new ManualClock();
  const told: Notice[] = [];
  const now = { shards: [shard('a'), shard('b')], runs: true };
  const end = tellClaims({
    world: { shards: () => now.shards },
    runs: () => now.runs,
    deliver: (notices) => told.push(...notices),
    clock,
    log: new RecordingLog(),
  });
  /** One look, and its task done. */
  const look = async () => {
    clock.advance(SHARD_NEWS_MS);
    await Promise.resolve();
    await new Promise((done) => setImmediate(done));
    return told.splice(0);
  };
  return { now, look, end };
}

describe('claims on shards', () => {
  it('are told as they get on, to those at the shard alone', async () => {
    const { now, look } = stage();
    expect(await look()).toEqual([]);
    now.shards = [shard('a', { claimant: 'tidebound', progress: 0.25 }), shard('b')];
    expect(await look()).toEqual([{ to: 'location:at-a', type: 'SHARD_STATUS', data: { shards: [now.shards[0]] } }]);
    expect(await look()).toEqual([]);
    now.shards = [shard('a'), shard('b', { contested: true })];
    expect((await look()).map(({ to }) => to)).toEqual(['location:at-a', 'location:at-b']);
  });

  it('are left to the server that runs the world', async () => {
    const { now, look, end } = stage();
    await look();
    now.runs = false;
    now.shards = [shard('a', { progress: 0.5 }), shard('b')];
    expect(await look()).toEqual([]);
    // Taken over: what happened meanwhile was told by the other one.
    now.runs = true;
    expect(await look()).toEqual([]);
    now.shards = [shard('a', { progress: 0.75 }), shard('b')];
    expect(await look()).toHaveLength(1);
    end();
    now.shards = [shard('a'), shard('b')];
    expect(await look()).toEqual([]);
  });
});
