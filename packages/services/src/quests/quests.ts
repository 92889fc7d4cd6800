/** A character's quests: what is offered, under way and done. The table follows the world; what changes it is an order. */
import type { Database } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { QuestRule, WorldCharacter } from '../world-events/world-rules.ts';
import { shownSteps, type QuestState } from './quest-progress.ts';

/** Quests that a character has under way; one more is answered `limit-reached`. */
export const ACTIVE_QUESTS = 25;

export interface ShownQuest {
  readonly id: string;
  readonly title: string;
  readonly state: 'offered' | QuestState;
  readonly steps: readonly { readonly text: string; readonly have: number; readonly need: number }[];
  /** 0 for one that was never taken. */
  readonly changedMs: number;
}

interface QuestRow {
  readonly quest_id: string;
  readonly state: QuestState;
  readonly step: number;
  readonly have: number;
  readonly changed_ms: number;
  readonly [column: string]: string | number;
}

const OF_CHARACTER = 'select quest_id, state, step, have, changed_ms from quest where character_id = ?';

/** Those under way first, then what is offered, then what is over; within that as the world lists them. */
export async function questsOf(
  database: Database,
  rules: readonly QuestRule[],
  { id, faction, level }: Pick<WorldCharacter, 'id' | 'faction' | 'level'>,
): Promise<readonly ShownQuest[]> {
  const rows = await rowsOf(database, id);
  const shown = rules.flatMap((rule) => {
    const row = rows.get(rule.id);
    if (row !== undefined) return [shownQuest(rule, row)];
    return asks(rule, faction, level) ? [shownQuest(rule)] : [];
  });
  const rank = { active: 0, offered: 1, failed: 2, done: 3 } as const;
  return shown.sort((a, b) => rank[a.state] - rank[b.state]);
}

/** Throws Refused unless the character may take the quest now; the world judges faction and level once more. */
export async function mayAccept(database: Database, rules: readonly QuestRule[], characterId: string, questId: string) {
  const rule = rules.find(({ id }) => id === questId);
  if (rule === undefined) throw new Refused('not-found', 'there is no such quest');
  const rows = await rowsOf(database, characterId);
  const state = rows.get(questId)?.state;
  if (state === 'active') throw new Refused('conflict', 'this quest is under way already');
  if (state === 'done' && !rule.again) throw new Refused('not-allowed', 'this quest is done, and comes only once');
  if ([...rows.values()].filter((row) => row.state === 'active').length >= ACTIVE_QUESTS)
    throw new Refused('limit-reached', `a character has ${ACTIVE_QUESTS} quests under way at most; abandon one first`);
}

/** Throws Refused unless the quest is under way. */
export async function mayAbandon(database: Database, characterId: string, questId: string): Promise<void> {
  if ((await rowsOf(database, characterId)).get(questId)?.state !== 'active')
    throw new Refused('not-found', 'no such quest of yours is under way');
}

async function rowsOf(database: Database, characterId: string): Promise<ReadonlyMap<string, QuestRow>> {
  const { rows } = await database.query<QuestRow>(OF_CHARACTER, [characterId]);
  return new Map(rows.map((row) => [row.quest_id, row]));
}

const asks = (rule: QuestRule, faction: string, level: number): boolean =>
  level >= rule.leastLevel && (rule.faction === undefined || rule.faction === faction);

function shownQuest(rule: QuestRule, row?: QuestRow): ShownQuest {
  const { id, title } = rule;
  const steps = shownSteps(rule, row ?? { step: 0, have: 0 });
  return { id, title, state: row?.state ?? 'offered', steps, changedMs: row?.changed_ms ?? 0 };
}
