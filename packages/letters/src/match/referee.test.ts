import { describe, expect, it } from 'vitest';
import type { Doc } from '../json/canonical.ts';
import { parseLetter } from '../letters/letter.ts';
import { hashOf } from '../letters/signed.ts';
import {
  authorAt,
  code,
  crypto,
  deliver,
  letterGame,
  MINUTE,
  newMatch,
  newTable,
  type Person,
  planTurn,
  playTurns,
  refereeTurn,
  resign,
} from '../testing/play.ts';
import { newAbsence, newReceipt, newSheet } from './compose.ts';
import type { LetterGame } from './letter-game.ts';
import { Match } from './match.ts';

describe('a match that can’t go on', () => {
  it('is over once it has a result: nothing is accepted any more', async () => {
    const table = await newTable({ players: 2, mode: 'escrow', settings: { hull: 4 } });
    const match = newMatch(table);
    await playTurns(table, match, 99);
    const open = newMatch(table);
    const sheet = (await planTurn(table, open)).sheets[0] as Doc;
    const next = await resign(sheet, table.people[0] as Person, { turn: match.machine.turn + 1, prev: match.prev });
    expect(code(await match.accept(next))).toBe('match-over');
    const newer = await resign(sheet, table.people[0] as Person, { rev: 9 });
    expect(code(await match.accept(newer))).toBe('turn-closed');
  });

  it('awaits nothing of those who are struck out', async () => {
    const table = await newTable({ players: 3, mode: 'escrow', limits: { strikes: 1 } });
    const match = newMatch(table);
    const { sheets } = await planTurn(table, match);
    const late = { ...authorAt(table.referee as Person, match.openedMs + 61 * MINUTE) };
    await deliver(match, sheets.slice(1));
    for (const of of ['ben', 'cho'])
      await deliver(match, [await newReceipt(match, { ...late, nowMs: match.openedMs + MINUTE }, of)]);
    await deliver(match, [await newAbsence(match, late, { phase: 'order', missing: ['ada'] })]);
    match.close();
    const ada = authorAt(table.people[0] as Person, match.openedMs);
    const sheet = await newSheet(match, ada, { orders: [], random: table.random.bytes(64) });
    expect(code(await match.accept(sheet))).toBe('not-awaited');
  });

  it('stands still when the game’s own rule fails, and says so', async () => {
    const table = await newTable({ players: 2, mode: 'escrow' });
    const broken: LetterGame = {
      game: {
        ...letterGame.game,
        tick: () => {
          throw new Error('boom');
        },
      },
    };
    const match = new Match(broken, table.genesis, crypto);
    await deliver(match, (await planTurn(table, match)).sheets);
    for (const of of ['ada', 'ben'])
      await deliver(match, [await newReceipt(match, authorAt(table.referee as Person, match.openedMs + MINUTE), of)]);
    expect(() => match.close()).toThrow(expect.objectContaining({ code: 'match-frozen' }));
  });

  it('is not made of a state that is none', async () => {
    const table = await newTable({ players: 2, mode: 'escrow' });
    const match = newMatch(table);
    await playTurns(table, match, 1);
    const state = Uint8Array.of(1, 2, 3);
    const from = { head: match.head!, state };
    expect(() => new Match(letterGame, table.genesis, crypto, from)).toThrow(
      expect.objectContaining({ code: 'bad-state' }),
    );
    expect(() => newMatch(table).close()).toThrow(expect.objectContaining({ code: 'not-ready' }));
    expect(() => parseLetter(new Uint8Array((1 << 20) + 1))).toThrow(expect.objectContaining({ code: 'letter-size' }));
  });
});

describe('a match with a relay', () => {
  it('takes the highest revision that came before the close', async () => {
    const table = await newTable({ players: 2, mode: 'escrow' });
    const match = newMatch(table);
    const [ada] = table.people as [Person];
    const author = authorAt(ada, match.openedMs + MINUTE);
    const sheet = (rev: number) => newSheet(match, author, { rev, orders: [], random: table.random.bytes(64) });
    const [one, two, other] = [await sheet(1), await sheet(2), await sheet(2)];
    expect(code(await match.accept(one))).toBe('accepted');
    expect(code(await match.accept(two))).toBe('replaced');
    expect(code(await match.accept(one))).toBe('already-ordered');
    expect(code(await match.accept(other))).toBe('equivocation');
    await deliver(match, [(await planTurn(table, match)).sheets[1] as Doc]);
    expect(match.standing().complete).toBe(false);
    await refereeTurn(table, match);
    expect(match.log(1)?.letters.sheets.get('ada')?.hash).toBe(hashOf('order', two));
    expect(Object.keys(match.head?.record.signatures ?? {})).toEqual(['relay']);
  });

  it('judges deadlines by the relay’s clock, whatever the sheet claims', async () => {
    const table = await newTable({ players: 2, mode: 'escrow' });
    const match = newMatch(table);
    const { sheets } = await planTurn(table, match);
    expect(code(await match.accept(sheets[0] as Doc, { receivedMs: match.openedMs + 61 * MINUTE }))).toBe('too-late');
    expect(code(await match.accept(sheets[0] as Doc, { receivedMs: match.openedMs + 2 * MINUTE }))).toBe('accepted');
  });

  it('goes on without those whom the relay declares absent, and takes receipts from nobody else', async () => {
    const table = await newTable({ players: 2, mode: 'escrow' });
    const match = newMatch(table);
    const { sheets } = await planTurn(table, match);
    await deliver(match, sheets.slice(0, 1));
    const ben = authorAt(table.people[1] as Person, match.openedMs + 61 * MINUTE);
    expect(code(await match.accept(await newAbsence(match, ben, { phase: 'order', missing: ['ada'] })))).toBe(
      'wrong-mode',
    );
    expect(code(await match.accept(await newReceipt(match, ben, 'ada')))).toBe('wrong-mode');
    const relay = authorAt(table.referee as Person, match.openedMs + 61 * MINUTE);
    await deliver(match, [
      await newReceipt(match, { ...relay, nowMs: match.openedMs + 2 * MINUTE }, 'ada'),
      await newAbsence(match, relay, { phase: 'order', missing: ['ben'] }),
    ]);
    expect(match.close().record.record.sheets.map(({ status }) => status)).toEqual(['ordered', 'absent']);
  });
});

it('a match in which everyone is struck out is over: it waits for nobody', async () => {
  const table = await newTable({ players: 2, mode: 'escrow', limits: { strikes: 1 } });
  const match = newMatch(table);
  const relay = authorAt(table.referee as Person, match.openedMs + 61 * MINUTE);
  await deliver(match, [await newAbsence(match, relay, { phase: 'order', missing: ['ada', 'ben'] })]);
  match.close();
  expect(match.awaited()).toEqual([]);
  expect(match.over).toBe(true);
});
