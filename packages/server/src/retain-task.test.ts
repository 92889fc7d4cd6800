import { expect, test } from 'vitest';
import { StoreFailed, type RetentionRule } from '@rubato/ports';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { keepRetained, RETAIN_EVERY_MS } from './retain-task.ts';

test('the rule is applied every ten minutes, also after a failure, until it is ended', async () => {
  const clock = new ManualClock();
  const log = new RecordingLog();
  const calls: RetentionRule[] = [];
  const store = {
    retain: (rule: RetentionRule) => {
      calls.push(rule);
      return calls.length === 1
        ? Promise.reject(new StoreFailed('disk'))
        : Promise.resolve(calls.length === 2 ? 0 : 77);
    },
  };
  const end = keepRetained({ store, config: { retainDays: 2, retainMb: 3 }, clock, log });
  expect(calls).toEqual([]);
  await clock.run(RETAIN_EVERY_MS * 3);
  expect(calls).toEqual(Array.from({ length: 3 }, () => ({ maxAgeMs: 172_800_000, maxBytes: 3_145_728 })));
  expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
    ['error', 'old journals could not be dropped'],
    ['info', 'old journals were dropped'],
  ]);
  end();
  await clock.run(RETAIN_EVERY_MS * 3);
  expect(calls).toHaveLength(3);
});
