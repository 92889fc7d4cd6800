// What has arrived for one turn, and what follows from it: who is still missing, until when, and whether it is complete.
// All of it is a function of the set of letters, never of the order in which they came.

import type { Genesis } from '../letters/genesis.ts';
import type { Absence, LetterOf } from '../letters/letter.ts';

export interface TurnLetters {
  /** By player. */
  readonly commits: Map<string, LetterOf<'commit'>>;
  readonly sheets: Map<string, LetterOf<'order'>>;
  /** By the player that they are of. */
  readonly receipts: Map<string, LetterOf<'receipt'>>;
  /** By phase and signer, as `absenceKey` says. */
  readonly absences: Map<string, LetterOf<'absence'>>;
}

export const noLetters = (): TurnLetters => ({
  commits: new Map(),
  sheets: new Map(),
  receipts: new Map(),
  absences: new Map(),
});

export const lettersIn = ({ commits, sheets, receipts, absences }: TurnLetters) =>
  [...commits.values(), ...sheets.values(), ...receipts.values(), ...absences.values()] as const;

export const absenceKey = ({ phase, player }: Pick<Absence, 'phase' | 'player'>): string => `${phase} ${player}`;

/** One turn as it stands. */
export interface Standing {
  /** Whose commitments are still missing (peer mode). */
  readonly missingCommits: readonly string[];
  /** Whose sheets are still missing. In peer mode sheets are awaited once no commitment is. */
  readonly missingSheets: readonly string[];
  /** Proven absent, by phase. */
  readonly absentCommits: readonly string[];
  readonly absentSheets: readonly string[];
  /** Until when commitments (peer) may claim to have been made; undefined: forever. */
  readonly commitDeadlineMs: number | undefined;
  /** The same for sheets; undefined too while commitments are missing. */
  readonly sheetDeadlineMs: number | undefined;
  /** Whether the turn can be run. */
  readonly complete: boolean;
}

export interface TurnFacts {
  readonly genesis: Genesis;
  /** Whose orders the turn waits for. */
  readonly awaited: readonly string[];
  /** When it opened, by the record before. */
  readonly openedMs: number;
}

export function standingOf(facts: TurnFacts, letters: TurnLetters): Standing {
  return facts.genesis.mode === 'peer' ? peerStanding(facts, letters) : refereeStanding(facts, letters);
}

const after = (fromMs: number, spanMs: number | null): number | undefined =>
  spanMs === null ? undefined : fromMs + spanMs;

function peerStanding({ genesis, awaited, openedMs }: TurnFacts, letters: TurnLetters): Standing {
  const absentCommits = provenAbsent(awaited, 'commit', letters);
  const committing = awaited.filter((player) => !absentCommits.includes(player));
  const missingCommits = committing.filter((player) => !letters.commits.has(player));
  const allIn = missingCommits.length === 0;
  const absentSheets = allIn ? provenAbsent(committing, 'order', letters) : [];
  const revealing = committing.filter((player) => !absentSheets.includes(player));
  const missingSheets = revealing.filter((player) => !letters.sheets.has(player));
  const revealMs = Math.max(openedMs, ...timesOf('commit', { committing, absent: absentCommits, letters }));
  return {
    missingCommits,
    missingSheets,
    absentCommits,
    absentSheets,
    commitDeadlineMs: after(openedMs, genesis.limits.turnMs),
    sheetDeadlineMs: allIn ? after(revealMs, genesis.limits.revealMs) : undefined,
    complete: awaited.length > 0 && allIn && missingSheets.length === 0,
  };
}

function refereeStanding({ genesis, awaited, openedMs }: TurnFacts, letters: TurnLetters): Standing {
  const declared =
    genesis.referee && letters.absences.get(absenceKey({ phase: 'order', player: genesis.referee.player }));
  const absentSheets = awaited.filter((player) => declared?.value.missing.includes(player));
  const present = awaited.filter((player) => !absentSheets.includes(player));
  const missingSheets = present.filter(
    (player) =>
      letters.receipts.get(player)?.value.sheet !== letters.sheets.get(player)?.hash || !letters.sheets.has(player),
  );
  const deadlineMs = after(openedMs, genesis.limits.turnMs);
  return {
    missingCommits: [],
    missingSheets,
    absentCommits: [],
    absentSheets,
    commitDeadlineMs: deadlineMs,
    sheetDeadlineMs: deadlineMs,
    complete: awaited.length > 0 && missingSheets.length === 0,
  };
}

/**
 * Absent is who everyone else that delivered says is: all of them, all the same, and at least half of those awaited, so
 * that no minority puts the others out of the game.
 */
function provenAbsent(
  awaited: readonly string[],
  phase: Absence['phase'],
  { commits, sheets, absences }: TurnLetters,
): readonly string[] {
  const delivered = phase === 'commit' ? commits : sheets;
  const said = (player: string): readonly string[] => absences.get(absenceKey({ phase, player }))?.value.missing ?? [];
  const proven = awaited.map(said).find((missing) => {
    const others = awaited.filter((player) => !missing.includes(player));
    return (
      missing.length > 0 &&
      others.length >= missing.length &&
      missing.every((player) => awaited.includes(player)) &&
      others.every((player) => delivered.has(player) && sameMembers(said(player), missing))
    );
  });
  return proven ?? [];
}

/**
 * The times of what a phase of peer mode was complete with: the commitments or sheets of those present, and the statements
 * that prove the others absent.
 */
export function timesOf(
  phase: Absence['phase'],
  {
    committing,
    absent,
    letters,
  }: { readonly committing: readonly string[]; readonly absent: readonly string[]; readonly letters: TurnLetters },
): number[] {
  const delivered = phase === 'commit' ? letters.commits : letters.sheets;
  return committing.flatMap((player) => [
    ...(delivered.get(player) ? [delivered.get(player)?.value.timeMs ?? 0] : []),
    ...(absent.length > 0 ? [letters.absences.get(absenceKey({ phase, player }))?.value.timeMs ?? 0] : []),
  ]);
}

export const sameMembers = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));
