/** Quests follow the world's events: accepted, advanced, done and rewarded in the transaction that records the event. */
import type { Statement, Transaction } from '@rubato/ports';
import { owe, rewardIndex } from '../world-events/rewards.ts';
import type { HappenedEvent, QuestRule } from '../world-events/world-rules.ts';
import { advanced, type QuestProgress, type QuestState } from './quest-progress.ts';

/** The events that begin and end a quest; every other one may advance it. */
export const ACCEPTED = 'questAccepted';
export const ABANDONED = 'questAbandoned';

export interface QuestChange {
  readonly characterId: string;
  readonly questId: string;
}

interface Place {
  readonly match: string;
  readonly turn: number;
  readonly atMs: number;
}

/** Also a quest that was done before, if it may be taken again: that was judged when it was accepted. */
const ACCEPT = `insert into quest (character_id, quest_id, state, step, have, times, changed_ms)
  select id, ?, 'active', 0, 0, 0, ? from character where id = ?
  on conflict (character_id, quest_id) do update
  set state = 'active', step = 0, have = 0, changed_ms = excluded.changed_ms where quest.state <> 'active'`;
const ABANDON = `update quest set state = 'failed', changed_ms = ? where character_id = ? and quest_id = ? and state = 'active'`;
const ACTIVE = `select quest_id, step, have from quest where character_id = ? and state = 'active' order by quest_id`;
const ADVANCE = `update quest set state = ?, step = ?, have = ?, times = times + ?, changed_ms = ?
  where character_id = ? and quest_id = ?`;

interface ActiveRow {
  readonly quest_id: string;
  readonly step: number;
  readonly have: number;
  readonly [column: string]: string | number;
}

/** Brings the quests of the event's character up to date; returns which ones changed. */
export async function projectQuests(
  transaction: Transaction,
  rules: readonly QuestRule[],
  event: HappenedEvent,
  place: Place,
): Promise<readonly QuestChange[]> {
  const { character: characterId, quest: questId } = event.data;
  if (typeof characterId !== 'string' || characterId === '') return [];
  if ((event.name === ACCEPTED || event.name === ABANDONED) && typeof questId === 'string') {
    const values = event.name === ACCEPTED ? [questId, place.atMs, characterId] : [place.atMs, characterId, questId];
    const { changes } = await transaction.query(event.name === ACCEPTED ? ACCEPT : ABANDON, values);
    return changes > 0 ? [{ characterId, questId }] : [];
  }
  // Most events are no step of any quest: those cost no statement.
  if (!rules.some(({ steps }) => steps.some(({ on }) => on === event.name))) return [];
  const { rows } = await transaction.query<ActiveRow>(ACTIVE, [characterId]);
  const changes: QuestChange[] = [];
  for (const { quest_id, step, have } of rows) {
    const at = rules.findIndex(({ id }) => id === quest_id);
    const rule = rules[at];
    const after = rule && advanced(rule, { questId: quest_id, state: 'active', step, have }, event);
    if (rule === undefined || after === undefined) continue;
    await transaction.batch(statements({ rule, at }, after, event, { ...place, characterId }));
    changes.push({ characterId, questId: quest_id });
  }
  return changes;
}

function statements(
  { rule, at }: { readonly rule: QuestRule; readonly at: number },
  { questId, state, step, have }: QuestProgress,
  event: HappenedEvent,
  { match, turn, atMs, characterId }: Place & { readonly characterId: string },
): readonly Statement[] {
  const done = state === ('done' satisfies QuestState);
  const advance = { sql: ADVANCE, values: [state, step, have, done ? 1 : 0, atMs, characterId, questId] };
  if (!done) return [advance];
  return [advance, owe({ match, turn, index: rewardIndex(event.index, at), characterId, reward: rule.reward })];
}
