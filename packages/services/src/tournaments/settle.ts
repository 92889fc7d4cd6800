/** What follows from results: who meets whom, and which matches are decided without being played. */
import type { PlannedMatch, Slot } from './bracket.ts';

/** `waiting` for earlier matches; `ready` to be played; `skipped`: not needed. */
export type MatchState = 'waiting' | 'ready' | 'playing' | 'over' | 'skipped';
/** `none`: neither goes on. */
export type MatchResult = 'first' | 'second' | 'draw' | 'none';
/**
 * `absence`: missed turns or a resignation. `walkover`: the opponent had left the tournament, or there is none as both of an
 * earlier match are out. `tie-break`: drawn again.
 */
export type ResultBy = 'play' | 'absence' | 'walkover' | 'bye' | 'tie-break' | 'organiser';

/** Nobody will come: a bye, or both of an earlier match are out. */
export const NOBODY = 0;

export interface TournamentMatch extends PlannedMatch {
  readonly state: MatchState;
  /** Seeds; undefined while it isn't known, NOBODY. */
  readonly seeds: readonly [number | undefined, number | undefined];
  readonly result?: MatchResult;
  readonly by?: ResultBy;
}

/** The match as it is before anything is known. */
export const planned = (match: PlannedMatch): TournamentMatch => ({
  ...match,
  state: 'waiting',
  seeds: [undefined, undefined],
});

/**
 * Fills slots, gives walkovers, skips what isn't needed. Returns what changed. @param gone seeds of those who have left:
 * their matches that aren't over are lost, without being played
 */
export function settle<T extends TournamentMatch>(matches: readonly T[], gone: ReadonlySet<number>): readonly T[] {
  const byNumber = new Map(matches.map((match) => [match.number, match]));
  const changed: T[] = [];
  // Slots wait for lower numbers only.
  for (const match of [...matches].sort((a, b) => a.number - b.number)) {
    const next = settled(match, byNumber, gone);
    if (next === match) continue;
    byNumber.set(next.number, next);
    changed.push(next);
  }
  return changed;
}

function settled<T extends TournamentMatch>(match: T, all: ReadonlyMap<number, T>, gone: ReadonlySet<number>): T {
  if (match.state === 'over' || match.state === 'skipped' || match.state === 'playing') return match;
  if (match.bracket === 'reset' && notNeeded(match, all))
    return { ...match, state: 'skipped', seeds: [NOBODY, NOBODY] };
  const [first, second] = match.slots.map((slot) => seedOf(slot, all)) as [number | undefined, number | undefined];
  if (first === undefined || second === undefined) {
    const same = first === match.seeds[0] && second === match.seeds[1];
    return same ? match : { ...match, seeds: [first, second] };
  }
  const there = [first, second].map((seed) => seed !== NOBODY && !gone.has(seed)) as [boolean, boolean];
  if (there[0] && there[1])
    return match.state === 'ready' ? match : { ...match, state: 'ready', seeds: [first, second] };
  const bye = match.slots.some(({ kind }) => kind === 'bye');
  const result: MatchResult = there[0] ? 'first' : there[1] ? 'second' : 'none';
  return { ...match, state: 'over', seeds: [first, second], result, by: bye ? 'bye' : 'walkover' };
}

/** The second final is for when whoever had no loss has one now. */
function notNeeded({ slots }: PlannedMatch, all: ReadonlyMap<number, TournamentMatch>): boolean {
  const [slot] = slots;
  const final = slot.kind === 'winner' ? all.get(slot.of) : undefined;
  return final?.state === 'over' && (final.result !== 'second' || final.seeds[0] === NOBODY);
}

function seedOf(slot: Slot, all: ReadonlyMap<number, TournamentMatch>): number | undefined {
  if (slot.kind === 'bye') return NOBODY;
  if (slot.kind === 'entrant') return slot.seed;
  const match = all.get(slot.of);
  if (match === undefined) throw new Error(`a slot waits for match ${slot.of}, which there isn't`);
  if (match.state === 'skipped') return NOBODY;
  if (match.state !== 'over' || match.result === undefined) return undefined;
  const won = match.result === 'first' ? 0 : match.result === 'second' ? 1 : undefined;
  // A bracket's match can't be drawn: whoever writes the result has broken the tie.
  if (won === undefined) return NOBODY;
  return match.seeds[slot.kind === 'winner' ? won : 1 - won] ?? NOBODY;
}

/** Whether there is anything left to wait for. */
export const allDecided = (matches: readonly TournamentMatch[]): boolean =>
  matches.every(({ state }) => state === 'over' || state === 'skipped');
