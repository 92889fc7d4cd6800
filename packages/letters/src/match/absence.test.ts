// Deadlines, and the statements that somebody missed one: what counts, from when, and what it leads to.

import { describe, expect, it } from 'vitest';
import type { Doc } from '../json/canonical.ts';
import {
  authorAt,
  code,
  deliver,
  MINUTE,
  newMatch,
  newTable,
  type Person,
  planTurn,
  type Table,
  type TableOptions,
} from '../testing/play.ts';
import { newAbsence, newCommit, newSheet } from './compose.ts';
import type { Match } from './match.ts';

/** Of the match's limits: commitments until 60 minutes after the opening, sheets until 30 after the last commitment. */
const COMMITS = 60 * MINUTE;
const SHEETS = 30 * MINUTE;
/** When everybody's letters claim to be of. */
const WRITTEN = MINUTE;

interface Round {
  readonly table: Table;
  readonly match: Match;
  readonly commits: readonly Doc[];
  readonly sheets: readonly Doc[];
  /** What this player says so long after the opening. */
  readonly says: (who: number, missing: readonly string[], atMs: number, phase?: 'commit' | 'order') => Promise<Doc>;
}

async function round(options: TableOptions): Promise<Round> {
  const table = await newTable(options);
  const match = newMatch(table);
  const letters = await planTurn(table, match);
  const says: Round['says'] = (who, missing, atMs, phase = 'commit') =>
    newAbsence(match, authorAt(table.people[who] as Person, match.openedMs + atMs), { phase, missing });
  return { table, match, ...letters, says };
}

describe('a commitment', () => {
  it('is late after its deadline, not at it', async () => {
    const { match, commits, says } = await round({ players: 3 });
    expect(match.standing().commitDeadlineMs).toBe(match.openedMs + COMMITS);
    await deliver(match, commits.slice(0, 2));
    expect(code(await match.accept(await says(0, ['cho'], COMMITS)))).toBe('too-early');
    expect(code(await match.accept(await says(0, ['cho'], COMMITS + 1)))).toBe('accepted');
  });

  it('at its deadline counts, and a millisecond after it does not', async () => {
    const { table, match } = await round({ players: 2 });
    const [ada, ben] = table.people as [Person, Person];
    const commit = async (person: Person, atMs: number) => {
      const author = authorAt(person, match.openedMs + atMs);
      return newCommit(match, author, await newSheet(match, author, { orders: [], random: table.random.bytes(64) }));
    };
    expect(code(await match.accept(await commit(ada, COMMITS)))).toBe('accepted');
    expect(code(await match.accept(await commit(ben, COMMITS + 1)))).toBe('too-late');
  });

  it('that all others miss is gone without: the turn is run, and the player has a strike', async () => {
    const { match, commits, sheets, says } = await round({ players: 3 });
    await deliver(match, commits.slice(0, 2));
    await deliver(match, [await says(0, ['cho'], COMMITS + MINUTE)]);
    expect(match.standing()).toMatchObject({ absentCommits: [], missingCommits: ['cho'] });
    await deliver(match, [await says(1, ['cho'], COMMITS + 2 * MINUTE)]);
    expect(match.standing()).toMatchObject({
      absentCommits: ['cho'],
      missingCommits: [],
      missingSheets: ['ada', 'ben'],
    });
    expect(code(await match.accept(commits[2] as Doc))).toBe('declared-absent');
    expect(code(await match.accept(await says(0, ['ben', 'cho'], COMMITS + 3 * MINUTE)))).toBe('already-ordered');
    await deliver(match, sheets.slice(0, 2));
    const { record } = match.close().record;
    expect(record.sheets.map(({ status }) => status)).toEqual(['ordered', 'ordered', 'absent']);
    expect(record.sheets[2]).toMatchObject({ player: 'cho', missed: 1, last: 0 });
    // When the turn closed is what its letters say, not when somebody looked.
    expect(record.closedMs).toBe(match.openedMs);
    expect(record.closedMs).toBeGreaterThanOrEqual(match.genesis.createdMs + COMMITS + 2 * MINUTE);
  });

  it('is never late in a match without deadlines', async () => {
    const { match, commits, says } = await round({ players: 2, limits: { turnMs: null, revealMs: null } });
    await deliver(match, commits.slice(0, 1));
    expect(match.standing().commitDeadlineMs).toBeUndefined();
    expect(code(await match.accept(await says(0, ['ben'], 9_000 * COMMITS)))).toBe('too-early');
  });
});

describe('a sheet', () => {
  it('has its time from the last commitment on, and none before', async () => {
    const { match, commits, sheets, says } = await round({ players: 3 });
    await deliver(match, commits.slice(0, 2));
    expect(match.standing().sheetDeadlineMs).toBeUndefined();
    expect(code(await match.accept(await says(0, ['cho'], WRITTEN + SHEETS + 1, 'order')))).toBe('too-early');
    await deliver(match, commits.slice(2));
    expect(match.standing().sheetDeadlineMs).toBe(match.openedMs + WRITTEN + SHEETS);
    await deliver(match, sheets.slice(0, 2));
    expect(code(await match.accept(await says(0, ['cho'], WRITTEN + SHEETS, 'order')))).toBe('too-early');
    expect(code(await match.accept(await says(0, ['cho'], WRITTEN + SHEETS + 1, 'order')))).toBe('accepted');
  });
});

describe('a statement', () => {
  it('gives way to a later one of its player about others, not to an older one', async () => {
    const { match, commits, says } = await round({ players: 4 });
    await deliver(match, commits.slice(0, 2));
    const [first, second] = [await says(0, ['cho', 'dov'], COMMITS + 5), await says(0, ['dov'], COMMITS + 9)];
    expect(code(await match.accept(first))).toBe('accepted');
    expect(code(await match.accept(first))).toBe('duplicate');
    expect(code(await match.accept(second))).toBe('replaced');
    expect(code(await match.accept(first))).toBe('already-ordered');
  });

  it('said twice of the same players at different times is two histories: a proof is kept', async () => {
    const { match, commits, says } = await round({ players: 3 });
    await deliver(match, commits.slice(0, 2));
    await deliver(match, [await says(0, ['cho'], COMMITS + 5)]);
    expect(code(await match.accept(await says(0, ['cho'], COMMITS + 6)))).toBe('equivocation');
    expect(match.proofs).toMatchObject([{ kind: 'equivocation', player: 'ada', turn: 1 }]);
  });

  it('claims no time before its turn, and none in the future of who receives it', async () => {
    const { match, table, commits, says } = await round({ players: 3 });
    await deliver(match, commits.slice(0, 2));
    const late = await says(0, ['cho'], COMMITS + 60 * MINUTE);
    expect(code(await match.accept(late, { receivedMs: match.openedMs + COMMITS }))).toBe('forged-time');
    // A clock behind the turn's opening is set to it: that is before the deadline.
    const early = authorAt(table.people[0] as Person, match.openedMs - 1);
    expect(code(await match.accept(await newAbsence(match, early, { phase: 'commit', missing: ['cho'] })))).toBe(
      'too-early',
    );
  });

  it('proves nothing unless all who delivered say the same', async () => {
    const { match, commits, says } = await round({ players: 4 });
    await deliver(match, commits.slice(0, 3));
    await deliver(match, [await says(0, ['dov'], COMMITS + 5), await says(1, ['dov'], COMMITS + 5)]);
    expect(match.standing().absentCommits).toEqual([]);
    await deliver(match, [await says(2, ['ben', 'dov'], COMMITS + 5)]);
    expect(match.standing().absentCommits).toEqual([]);
    await deliver(match, [await says(2, ['dov'], COMMITS + 6)]);
    expect(match.standing().absentCommits).toEqual(['dov']);
  });

  it('of somebody who delivered nothing counts for nothing', async () => {
    const { match, commits, says } = await round({ players: 3 });
    await deliver(match, commits.slice(0, 1));
    await deliver(match, [await says(0, ['cho'], COMMITS + 5), await says(1, ['cho'], COMMITS + 5)]);
    expect(match.standing().absentCommits).toEqual([]);
  });

  it.each([
    [2, 1, 'half of two'],
    [4, 2, 'half of four'],
    [5, 3, 'most of five'],
  ])('of %i players, %i being there, puts the others out: %s', async (players, there) => {
    const { match, commits, says } = await round({ players });
    await deliver(match, commits.slice(0, there));
    const gone = match.genesis.players.slice(there).map(({ player }) => player);
    for (let who = 0; who < there; who++) await deliver(match, [await says(who, gone, COMMITS + 5)]);
    expect(match.standing().absentCommits).toEqual(gone);
  });

  it('of two players does not put three out', async () => {
    const { match, commits, says } = await round({ players: 5 });
    await deliver(match, commits.slice(0, 2));
    for (const who of [0, 1]) await deliver(match, [await says(who, ['cho', 'dov', 'eve'], COMMITS + 5)]);
    expect(match.standing().absentCommits).toEqual([]);
  });
});

it('in whatever order statements and letters arrive, the record is the same', async () => {
  const { table, commits, sheets, says } = await round({ players: 3 });
  const absences = [await says(0, ['cho'], COMMITS + 5), await says(1, ['cho'], COMMITS + 7)];
  const hashes = new Set<string>();
  for (const [first, second] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const match = newMatch(table);
    await deliver(match, [commits[first], absences[first], commits[second], absences[second]] as Doc[]);
    await deliver(match, [sheets[second], sheets[first]] as Doc[]);
    hashes.add(match.close().record.hash);
  }
  expect(hashes.size).toBe(1);
});
