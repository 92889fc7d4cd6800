/** Seats that the computer plays: the rules' own stand-in orders for them, the same wherever the turn is run. */
import { describe, expect, it } from 'vitest';
import type { Doc } from '../json/canonical.ts';
import { openTribal } from '../file/tribal.ts';
import { saveTribal } from '../file/save.ts';
import { verifyTribal } from '../file/verify.ts';
import { openMatch } from '../file/open-match.ts';
import { pastTurns } from '../file/past-turns.ts';
import { readGenesis, signGenesis, unsignedBy } from '../letters/genesis.ts';
import type { LetterRefused } from '../refused.ts';
import { authorAt, code, crypto, letterGame, MINUTE, newMatch, newTable, playTurns } from '../testing/play.ts';
import { newSheet } from './compose.ts';

const MODES = ['peer', 'escrow', 'host'] as const;

describe.for(MODES)('a seat of the computer, %s mode', (mode) => {
  it('is awaited by nobody, signs nothing, and plays on; the file verifies and goes on', async () => {
    const table = await newTable({ mode, players: 3, computers: 1 });
    const [ada, , computer] = table.people;
    expect(table.genesis.genesis.v).toBe(3);
    expect(await unsignedBy(crypto, table.genesis)).toEqual([]);
    const match = newMatch(table);
    expect(match.awaited()).not.toContain(computer!.player);
    await playTurns(table, match, 3);
    for (const turn of [1, 2, 3])
      expect(match.log(turn)?.record.record.sheets.map(({ status }) => status)).toEqual([
        'ordered',
        'ordered',
        'stand-in',
      ]);
    const bytes = saveTribal(match, { nowMs: match.openedMs });
    expect(await verifyTribal(bytes, letterGame, crypto)).toMatchObject({ sound: true, problems: [], to: 3 });
    const opened = await openMatch(openTribal(bytes), letterGame, crypto);
    await playTurns(table, opened.match, 1);
    expect(opened.match.machine.turn).toBe(4);
    const past = await pastTurns(openTribal(bytes), { letterGame, crypto });
    const ordered = past.turns.map(({ sheets }) => sheets.find(({ seat }) => seat === 3));
    expect(ordered).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ by: 'ai', orders: [expect.anything()] })),
    );
    expect(match.statusOf(ada!.player)).toBe('active');
    expect(match.statusOf(computer!.player)).toBe('ready');
  });

  it('takes no orders from anybody, whoever has its keys; other orders of its in a file are found', async () => {
    const table = await newTable({ mode, players: 2, computers: 1 });
    const match = newMatch(table);
    const computer = table.people[1]!;
    const sheet = await newSheet(match, authorAt(computer, match.openedMs + MINUTE), {
      orders: [],
      random: table.random.bytes(64),
    });
    expect(code(await match.accept(sheet))).toBe('not-awaited');
    await playTurns(table, match, 2);
    const tribal = openTribal(saveTribal(match, { nowMs: match.openedMs }));
    // Run without the computer's orders the turn comes to another state.
    const idle = { ...letterGame, bots: { drifter: () => ({}) } } as never;
    const verdict = await verifyTribal(saveTribal(match, { nowMs: match.openedMs, previous: tribal }), idle, crypto);
    expect(verdict.firstBad).toMatchObject({ code: 'state-differs', turn: 1 });
  });
});

describe('the genesis of a match with computers', () => {
  const refusal = (letter: Doc): string => {
    try {
      readGenesis(letter);
      return 'taken';
    } catch (error) {
      return (error as LetterRefused).code;
    }
  };

  it('is version 3, names players of the roster once each, and leaves somebody to play', async () => {
    const { genesis } = await newTable({ players: 3, computers: 1 });
    const { letter } = genesis;
    const named = (...computers: string[]) => refusal({ ...letter, computers });
    const [ada, ben, cyd] = genesis.genesis.players.map(({ player }) => player) as [string, string, string];
    expect(named(cyd)).toBe('taken');
    expect(named(ben, cyd)).toBe('taken');
    expect(named(cyd, cyd)).toBe('bad-genesis');
    expect(named('nobody')).toBe('bad-genesis');
    expect(named(ada, ben, cyd)).not.toBe('taken');
    expect(refusal({ ...letter, v: 2 })).toBe('bad-genesis');
    expect(refusal({ ...letter, v: 4 })).toBe('version-unknown');
    expect(refusal((await newTable()).genesis.letter)).toBe('taken');
  });

  it('is not the match of those who made a seat the computer’s afterwards: all signatures break', async () => {
    const table = await newTable({ players: 3 });
    const taken = { ...table.genesis.letter, v: 3, computers: [table.people[2]!.player] };
    const [ada, ben] = table.people;
    expect(await unsignedBy(crypto, readGenesis(taken))).toEqual([ada!.player, ben!.player]);
    const signed = await signGenesis(crypto, taken, ada!.player, ada!.sign);
    expect(await unsignedBy(crypto, readGenesis(signed))).toEqual([ben!.player]);
  });
});
