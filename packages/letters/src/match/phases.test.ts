// The life of a match: each phase, what leads out of it, and what is refused in it; each status of a player.

import { beforeAll, describe, expect, it } from 'vitest';
import type { Doc } from '../json/canonical.ts';
import {
  authorAt,
  code,
  crypto,
  deliver,
  firstShip,
  letterGame,
  MINUTE,
  newMatch,
  newTable,
  type Person,
  planTurn,
  type PlannedTurn,
  playTurns,
  type Table,
} from '../testing/play.ts';
import { newAbsence } from './compose.ts';
import type { LetterGame } from './letter-game.ts';
import { Match, type MatchPhase } from './match.ts';

/** A ship without hull is out of the battle before its row is gone. */
const withElimination: LetterGame = {
  ...letterGame,
  eliminated: ((view: { ships: Iterable<{ owner: number; hull: number }> }, seat: number) =>
    ![...view.ships].some(({ owner, hull }) => owner === seat && hull > 0)) as never,
};

describe('from each phase', () => {
  let table: Table;
  let letters: PlannedTurn;
  let match: Match;
  beforeAll(async () => {
    table = await newTable({ players: 2 });
    letters = await planTurn(table, newMatch(table));
  });

  /** A match that has come so far. */
  const at = async (phase: MatchPhase): Promise<Match> => {
    const { commits, sheets } = letters;
    if (phase === 'ended') {
      const short = await newTable({ players: 2, settings: { hull: 4 } });
      match = newMatch(short);
      await playTurns(short, match, 99);
      return match;
    }
    match = newMatch(table);
    if (phase !== 'planning') await deliver(match, commits.slice(0, 1));
    if (phase === 'simulating' || phase === 'replaying') await deliver(match, [...commits.slice(1), ...sheets]);
    if (phase === 'replaying') match.close();
    return match;
  };
  const refused = (step: () => unknown): string | undefined => {
    try {
      step();
      return undefined;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };

  it.each([
    ['planning', 'not-ready', 'not-ready'],
    ['waiting-for-all', 'not-ready', 'not-ready'],
    ['simulating', undefined, 'not-ready'],
    ['replaying', 'not-ready', undefined],
    ['ended', 'match-over', 'not-ready'],
  ] as const)('%s: running the turn %s, having watched it %s', async (phase, closing, watching) => {
    expect((await at(phase)).phase).toBe(phase);
    const before = match.machine.hash();
    expect(refused(() => match.watched())).toBe(watching);
    await at(phase);
    expect(refused(() => match.close())).toBe(closing);
    if (closing !== undefined) expect(match.machine.hash()).toBe(before);
  });

  it('letters lead on, one after the other, and to nothing twice', async () => {
    const { commits, sheets } = letters;
    await at('planning');
    const seen: string[] = [match.phase];
    for (const letter of [...commits, ...sheets, ...sheets]) {
      await match.accept(letter);
      seen.push(match.phase);
    }
    const waiting = 'waiting-for-all';
    expect(seen).toEqual(['planning', waiting, waiting, waiting, 'simulating', 'simulating', 'simulating']);
    match.close();
    expect(match.phase).toBe('replaying');
    expect(code(await match.accept({ ...(sheets[0] as Doc) }))).toBe('duplicate');
    expect(match.phase).toBe('replaying');
    // Planning may begin before the replay was watched; the stage says how far it is.
    expect(match.stage).toBe('planning');
    await deliver(match, (await planTurn(table, match)).commits.slice(0, 1));
    expect([match.phase, match.stage]).toEqual(['replaying', waiting]);
    match.watched();
    expect(match.phase).toBe(waiting);
  });
});

describe('a player', () => {
  it('is active, ready, and active again with the next turn', async () => {
    const table = await newTable({ players: 2 });
    const match = newMatch(table);
    const { commits, sheets } = await planTurn(table, match);
    expect([match.statusOf('ada'), match.statusOf('ben')]).toEqual(['active', 'active']);
    await deliver(match, commits.slice(0, 1));
    expect([match.statusOf('ada'), match.statusOf('ben')]).toEqual(['ready', 'active']);
    await deliver(match, [...commits.slice(1), ...sheets]);
    match.close();
    expect([match.statusOf('ada'), match.statusOf('ben')]).toEqual(['active', 'active']);
  });

  it('is disconnected after so many strikes, and active again never by itself', async () => {
    const table = await newTable({ players: 3, limits: { strikes: 1 } });
    const match = newMatch(table);
    const { commits, sheets } = await planTurn(table, match);
    await deliver(match, commits.slice(0, 2));
    for (const person of table.people.slice(0, 2) as Person[])
      await deliver(match, [
        await newAbsence(match, authorAt(person, match.openedMs + 61 * MINUTE), { phase: 'commit', missing: ['cho'] }),
      ]);
    await deliver(match, sheets.slice(0, 2));
    match.close();
    expect(match.statusOf('cho')).toBe('disconnected');
    await playTurns(table, match, 1);
    expect(match.statusOf('cho')).toBe('disconnected');
  });

  it('is eliminated when the game says so: nothing is awaited of them, and the match goes on without', async () => {
    const table = await newTable({ players: 3, settings: { hull: 4 } });
    const match = new Match(withElimination, table.genesis, crypto);
    const atBen = (one: Match, player: string) =>
      player === 'ben' ? [] : [{ name: 'fire', args: { ship: firstShip(one, player), at: firstShip(one, 'ben') } }];
    for (let turn = 0; turn < 9 && match.statusOf('ben') !== 'eliminated'; turn++)
      await playTurns(table, match, 1, atBen);
    expect(match.statusOf('ben')).toBe('eliminated');
    expect(match.over).toBe(false);
    expect(match.awaited()).toEqual(['ada', 'cho']);
    const idle = await newTable({ players: 3, settings: { hull: 4 } });
    const letters = await planTurn({ ...idle, people: idle.people }, match, () => []);
    expect(letters.sheets).toHaveLength(2);
    await deliver(match, [...letters.commits, ...letters.sheets]);
    expect(match.close().record.record.sheets.find(({ player }) => player === 'ben')?.status).toBe('idle');
  });
});
