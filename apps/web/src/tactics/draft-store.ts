/** Drafts outlive a reload: each is kept under its match, turn and seat, and is dropped once it is handed in. */
import type { Seat } from '@rubato/game';
import type { Draft } from './draft.ts';

export interface DraftPlace {
  readonly match: string;
  readonly turn: number;
  readonly seat: Seat;
}

/** Where a plan in the making comes from, and where each change of it goes. */
export interface DraftKeeper {
  load(): Draft;
  keep(draft: Draft): void;
}

/** A match of this browser keeps its drafts here alone. */
export const keeperAt = (place: DraftPlace): DraftKeeper => ({
  load: () => keptDraft(place),
  keep: (draft) => keepDraft(place, draft),
});

export type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const keyOf = ({ match, turn, seat }: DraftPlace): string => `rubato.tactics.draft.${match}.${turn}.${seat}`;

function pageStore(): Store | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** What isn't readable any more counts as no draft: the rules check every order anyway. */
export function keptDraft(place: DraftPlace, store = pageStore()): Draft {
  try {
    const value: unknown = JSON.parse(store?.getItem(keyOf(place)) ?? 'null');
    return isDraft(value) ? value : {};
  } catch {
    return {};
  }
}

export function keepDraft(place: DraftPlace, draft: Draft, store = pageStore()): void {
  try {
    store?.setItem(keyOf(place), JSON.stringify(draft));
  } catch {
    // Full or forbidden: the draft lives until the page closes.
  }
}

export function dropDraft(place: DraftPlace, store = pageStore()): void {
  try {
    store?.removeItem(keyOf(place));
  } catch {
    // It wasn't kept either.
  }
}

/** Whether anything is kept there. */
export function hasDraft(place: DraftPlace, store = pageStore()): boolean {
  try {
    return typeof store?.getItem(keyOf(place)) === 'string';
  } catch {
    return false;
  }
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([id, plan]) => Number(id) > 0 && Array.isArray((plan as { shots?: unknown })?.shots),
  );
}
