import { expect, it } from 'vitest';
import type { Database } from '@rubato/ports';
import { ManualClock, RecordingLog } from '@rubato/ports/doubles';
import { availableDatabases, migratedDatabase } from '../testing/migrated-database.ts';
import { rewardIndex } from './rewards.ts';
import { toyRules } from './testing/toy-world.ts';
import { EVENTS_PER_PAGE, worldEvents } from './world-events.ts';
import { MOST_QUESTS } from './world-rules.ts';
import { World } from './world.ts';

let database: Database;
migratedDatabase(availableDatabases[0]!, (made) => void (database = made));

it(`a world of more than ${MOST_QUESTS} quests is refused at its start, as its rewards would share numbers`, () => {
  const context = { database, clock: new ManualClock(), log: new RecordingLog(), ledger: {} as never, tell: () => {} };
  const [quest] = toyRules.quests;
  const withQuests = (count: number) => () =>
    new World(context, { ...toyRules, quests: Array.from({ length: count }, () => quest!) });
  expect(withQuests(MOST_QUESTS + 1)).toThrow(RangeError);
  expect(withQuests(MOST_QUESTS)).not.toThrow();
  const numbers = [0, 1].flatMap((event) => [
    rewardIndex(event),
    ...Array.from({ length: MOST_QUESTS }, (_, quest_) => rewardIndex(event, quest_)),
  ]);
  expect(new Set(numbers).size).toBe(2 * (MOST_QUESTS + 1));
});

it(`events come ${EVENTS_PER_PAGE} at a time, whatever is asked for`, async () => {
  const insert = `insert into world_event (match_id, turn, event_index, kind, told, at_ms) values ('m', ?, 0, 'x', '{}', 0)`;
  const turns = Array.from({ length: EVENTS_PER_PAGE + 5 }, (_, turn) => ({ sql: insert, values: [turn] }));
  await database.batch(turns);
  const first = await worldEvents(database, 'm', { limit: 1000 });
  expect([first.length, first[0]!.id]).toEqual([EVENTS_PER_PAGE, `${EVENTS_PER_PAGE + 4}-0`]);
  expect(await worldEvents(database, 'm', { before: first.at(-1)!.id })).toHaveLength(5);
  expect(await worldEvents(database, 'm', { limit: 0 })).toHaveLength(1);
});
