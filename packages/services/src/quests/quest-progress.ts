/** What an event does to a character's quests: nothing here but data. */
import type { HappenedEvent, QuestRule } from '../world-events/world-rules.ts';

export type QuestState = 'active' | 'done' | 'failed';

export interface QuestProgress {
  readonly questId: string;
  readonly state: QuestState;
  /** The step under way; the number of steps once done. */
  readonly step: number;
  /** Of what that step needs. */
  readonly have: number;
}

/** The quest after the event, or undefined when it has nothing to do with it. */
export function advanced(rule: QuestRule, before: QuestProgress, event: HappenedEvent): QuestProgress | undefined {
  const step = rule.steps[before.step];
  if (before.state !== 'active' || step === undefined || step.on !== event.name) return undefined;
  if (!Object.entries(step.where).every(([key, value]) => event.data[key] === value)) return undefined;
  const have = before.have + 1;
  if (have < step.need) return { ...before, have };
  const next = before.step + 1;
  return { ...before, step: next, have: 0, state: next < rule.steps.length ? 'active' : 'done' };
}

/** A quest as it is shown: each step with what is done of it. */
export function shownSteps(rule: QuestRule, { step, have }: Pick<QuestProgress, 'step' | 'have'>) {
  return rule.steps.map(({ text, need }, at) => ({ text, need, have: at < step ? need : at === step ? have : 0 }));
}
