import { beforeAll, describe, expect, it } from 'vitest';
import { times } from '../../../../tools/provision/soak.ts';
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
  playTurns,
  resign,
  type Table,
} from '../testing/play.ts';
import type { Answer } from './answer.ts';
import { newAbsence, newCommit, newSheet } from './compose.ts';
import type { LetterGame } from './letter-game.ts';
import { Match } from './match.ts';

/** All orders of some things. */
function* permutations<T>(items: readonly T[]): Generator<readonly T[]> {
  if (items.length <= 1) {
    yield items;
    return;
  }
  for (const [i, item] of items.entries())
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [item, ...rest];
}

describe('a match between peers', () => {
  let table: Table;
  let match: Match;
  let people: readonly [Person, Person, Person];

  beforeAll(async () => {
    table = await newTable({ players: 3 });
    people = table.people as unknown as typeof people;
  });

  it('goes through its phases, and refuses steps that are not next', async () => {
    match = newMatch(table);
    const { commits, sheets } = await planTurn(table, match);
    expect(match.phase).toBe('planning');
    expect(() => match.close()).toThrow('still missing: ada, ben, cho');
    expect(() => match.watched()).toThrow('no turn');
    await deliver(match, commits);
    expect(match.phase).toBe('waiting-for-all');
    expect(match.statusOf('ada')).toBe('ready');
    await deliver(match, sheets);
    expect(match.phase).toBe('simulating');
    match.close();
    expect(match.phase).toBe('replaying');
    match.watched();
    expect(match.phase).toBe('planning');
    expect(match.statusOf('ada')).toBe('active');
    expect(match.turn).toBe(2);
  });

  it('comes to the same record on every side, played to its end', async () => {
    const [one, two] = [newMatch(table), newMatch(table)];
    while (!one.over) {
      const { commits, sheets } = await planTurn(table, one);
      await deliver(one, [...commits, ...sheets]);
      await deliver(two, [...commits.toReversed(), ...sheets.toReversed()]);
      expect(two.close().record.hash).toBe(one.close().record.hash);
      one.watched();
    }
    expect(one.result?.reason).toBe('last-one');
    expect(one.phase).toBe('ended');
    const late = await planTurn(table, newMatch(table));
    expect(code(await one.accept({ ...(late.commits[0] as Doc) }))).toBe('equivocation');
    expect(() => one.close()).toThrow('over');
  });

  it('answers a letter that it has with duplicate, and changes nothing', async () => {
    match = newMatch(table);
    const { commits, sheets } = await planTurn(table, match);
    await deliver(match, [...commits, ...sheets]);
    for (const letter of [...commits, ...sheets]) expect(code(await match.accept(letter))).toBe('duplicate');
    match.close();
    for (const letter of [...commits, ...sheets]) expect(code(await match.accept(letter))).toBe('duplicate');
  });

  it('holds sheets back until every commitment is there', async () => {
    match = newMatch(table);
    const { commits, sheets } = await planTurn(table, match);
    expect(code(await match.accept(sheets[0] as Doc))).toBe('kept');
    await deliver(match, commits.slice(0, 2));
    expect(code(await match.accept(sheets[1] as Doc))).toBe('kept');
    expect(match.letters.sheets.size).toBe(0);
    await deliver(match, commits.slice(2));
    expect([...match.letters.sheets.keys()]).toEqual(['ada', 'ben']);
  });

  describe('refuses', () => {
    let commits: readonly Doc[];
    let sheets: readonly Doc[];
    const [ADA, BEN] = [0, 1] as const;
    const sheet = (who: number): Doc => sheets[who] as Doc;
    const commit = (who: number): Doc => commits[who] as Doc;

    beforeAll(async () => {
      ({ commits, sheets } = await planTurn(table, newMatch(table)));
    });

    /** The answer of a fresh match that holds all commitments. */
    const answerTo = async (letter: Doc, options = {}): Promise<Answer> => {
      match = newMatch(table);
      await deliver(match, commits);
      return match.accept(letter, options);
    };
    const withCommit = async (body: object): Promise<Answer> => {
      match = newMatch(table);
      const author = authorAt(people[ADA], match.openedMs + MINUTE);
      const plain = await newSheet(match, author, { orders: [], random: table.random.bytes(64) });
      const changed = await resign(plain, people[ADA], body);
      await deliver(match, [await newCommit(match, author, changed), ...commits.slice(1)]);
      return match.accept(changed);
    };

    it.each([
      ['another version', 'version-unknown', { v: 2 }],
      ['an unknown kind', 'unknown-kind', { kind: 'love' }],
      ['what has no letter’s shape', 'bad-field', { turn: 'one' }],
      ['a changed byte', 'checksum', { rev: 2 }],
    ])('%s: %s', async (_what, expected, change) => {
      expect(code(await answerTo({ ...sheet(ADA), ...change }))).toBe(expected);
    });

    it('a letter of another match', async () => {
      const other = newMatch(await newTable({ players: 3, settings: { hull: 7 }, people: table.people }));
      expect(code(await other.accept(commit(ADA)))).toBe('wrong-match');
    });

    it.each([
      ['turn-ahead', { turn: 9 }],
      ['wrong-prev', { prev: 'ab'.repeat(32) }],
      ['not-in-roster', { player: 'mallory' }],
      ['bad-signature', { player: 'ben' }],
      ['forged-time', { timeMs: 5 }],
    ])('%s', async (expected, change) => {
      match = newMatch(table);
      expect(code(await match.accept(await resign(commit(ADA), people[ADA], change)))).toBe(expected);
    });

    it('a time in the future, and one after the deadline', async () => {
      match = newMatch(table);
      expect(code(await match.accept(commit(ADA), { receivedMs: match.openedMs - 60 * MINUTE }))).toBe('forged-time');
      const late = await resign(commit(ADA), people[ADA], { timeMs: match.openedMs + 61 * MINUTE });
      expect(code(await match.accept(late))).toBe('too-late');
      await deliver(match, commits);
      const lateSheet = await newSheet(match, authorAt(people[BEN], match.openedMs + 32 * MINUTE), {
        orders: [],
        random: table.random.bytes(64),
      });
      const other = newMatch(table);
      const ben = await newCommit(other, authorAt(people[BEN], other.openedMs), lateSheet);
      await deliver(other, [commit(0), ben, commit(2)]);
      expect(code(await other.accept(lateSheet))).toBe('too-late');
    });

    it('a sheet that was not committed to, whoever signed it', async () => {
      const changed = await resign(sheet(ADA), people[ADA], { orders: [] });
      expect(code(await answerTo(changed))).toBe('commitment-broken');
    });

    it('a sheet without its nonce', async () => {
      const { nonce: _nonce, ...bare } = sheet(ADA);
      expect(code(await answerTo(bare))).toBe('no-nonce');
    });

    it('the commitment of somebody else', async () => {
      match = newMatch(table);
      await deliver(match, [commit(ADA)]);
      const copy = await resign(commit(BEN), people[BEN], { commitment: commit(ADA)['commitment'] });
      expect(code(await match.accept(copy))).toBe('commitment-replayed');
    });

    it('a second commitment, and keeps the proof', async () => {
      match = newMatch(table);
      await deliver(match, [commit(ADA)]);
      const second = await resign(commit(ADA), people[ADA], { commitment: '00'.repeat(32) });
      expect(code(await match.accept(second))).toBe('equivocation');
      await match.accept(second);
      expect(match.proofs).toEqual([{ kind: 'equivocation', player: 'ada', turn: 1, letters: [commit(ADA), second] }]);
    });

    it('receipts, and statements before the deadline or about strangers', async () => {
      match = newMatch(table);
      await deliver(match, [commit(ADA)]);
      const early = await newAbsence(match, authorAt(people[ADA], match.openedMs + MINUTE), {
        phase: 'commit',
        missing: ['ben'],
      });
      expect(code(await match.accept(early))).toBe('too-early');
      const late = authorAt(people[ADA], match.openedMs + 90 * MINUTE);
      for (const missing of [['mallory'], ['ada']])
        expect(code(await match.accept(await newAbsence(match, late, { phase: 'commit', missing })))).toBe(
          'not-in-roster',
        );
    });

    it.each([
      ['order-unknown', [{ name: 'dance', args: {} }]],
      ['order-args', [{ name: 'move', args: { by: 'far' } }]],
      ['order-refused', [{ name: 'move', args: { ship: 0, by: 1 } }]],
    ])('orders: %s', async (expected, orders) => {
      const answer = await withCommit({ orders });
      expect(answer).toMatchObject({ ok: false, code: expected, player: 'ada', order: 0 });
    });

    it('a sheet that orders the same ship twice', async () => {
      const order = { name: 'move', args: { ship: firstShip(newMatch(table), 'ada'), by: 1 } };
      const answer = await withCommit({ orders: [order, order] });
      expect(answer).toMatchObject({ code: 'sheet-refused', order: 1, reason: 'already-planned' });
    });
  });

  it('asks the game about a sheet as a whole, and for the sequence of its orders', async () => {
    const strict: LetterGame = {
      ...letterGame,
      checkSheet: (_view, _seat, orders: readonly unknown[]) =>
        orders.length > 1 ? { index: 1, reason: 'one-is-enough' } : undefined,
      arrange: (orders: readonly object[]) => orders.slice(0, 1),
    };
    const escrow = await newTable({ players: 2, mode: 'escrow' });
    match = new Match(strict, escrow.genesis, crypto);
    const author = authorAt(escrow.people[0] as Person, match.openedMs);
    const order = { name: 'move', args: { ship: firstShip(match, 'ada'), by: 1 } };
    const sheet = (orders: readonly (typeof order)[]): Promise<Doc> =>
      newSheet(match, author, { orders, random: escrow.random.bytes(64) });
    const state = match.machine.hash();
    expect(await match.accept(await sheet([order, order]))).toMatchObject({ reason: 'already-planned', order: 1 });
    expect(match.machine.hash()).toBe(state);
    const lax = new Match({ ...strict, game: letterGame.game }, escrow.genesis, crypto);
    expect(code(await lax.accept(await sheet([order])))).toBe('accepted');
  });

  it('keeps the opening state when an order is refused', async () => {
    match = newMatch(table);
    const before = match.machine.hash();
    const author = authorAt(people[0], match.openedMs);
    const orders = [
      { name: 'move', args: { ship: firstShip(match, 'ada'), by: 1 } },
      { name: 'move', args: { ship: 0, by: 1 } },
    ];
    const sheet = await newSheet(match, author, { orders, random: table.random.bytes(64) });
    const { commits } = await planTurn(table, match);
    await deliver(match, [await newCommit(match, author, sheet), ...commits.slice(1)]);
    expect(code(await match.accept(sheet))).toBe('order-refused');
    expect(match.machine.hash()).toBe(before);
  });

  it('goes on without a withheld sheet when all others say so, with a strike; the second strike seats a stand-in', async () => {
    match = newMatch(table);
    for (const turn of [1, 2]) {
      const { commits, sheets } = await planTurn(table, match);
      await deliver(match, [...commits, ...sheets.slice(0, 2)]);
      for (const person of people.slice(0, 2)) {
        expect(match.standing().complete).toBe(false);
        const author = authorAt(person, match.openedMs + 40 * MINUTE);
        await deliver(match, [await newAbsence(match, author, { phase: 'order', missing: ['cho'] })]);
      }
      expect(code(await match.accept(sheets[2] as Doc))).toBe('declared-absent');
      const { record } = match.close();
      expect(record.record.sheets[2]).toEqual({ player: 'cho', status: 'absent', missed: turn, last: 0 });
      match.watched();
    }
    expect(match.statusOf('cho')).toBe('disconnected');
    expect(match.awaited()).toEqual(['ada', 'ben']);
    await playTurns(table, match, 1);
    expect(match.head?.record.sheets[2]).toEqual({ player: 'cho', status: 'stand-in', missed: 2, last: 0 });
    const events = match.log(3)?.events as readonly { name: string; data: { ship: number } }[];
    expect(events.some(({ name, data }) => name === 'moved' && data.ship === (firstShip(match, 'cho') & 0xffff))).toBe(
      true,
    );
  });

  it('lets no minority put the others out', async () => {
    match = newMatch(table);
    const { commits } = await planTurn(table, match);
    await deliver(match, commits.slice(0, 1));
    const alone = authorAt(people[0], match.openedMs + 61 * MINUTE);
    await deliver(match, [await newAbsence(match, alone, { phase: 'commit', missing: ['ben', 'cho'] })]);
    expect(match.standing().absentCommits).toEqual([]);
  });
});

describe('the arrival of five players’ letters', () => {
  it('never changes the record, in all permutations', async () => {
    const table = await newTable({ players: 5 });
    const { commits, sheets } = await planTurn(table, newMatch(table));
    const hashes = new Set<string>();
    let count = 0;
    for (const order of permutations([0, 1, 2, 3, 4])) {
      count += 1;
      // Signatures were verified above; here only every sixth permutation pays for a match of its own unless told to soak.
      if (count % times(6, 1) !== 0) continue;
      const match = newMatch(table);
      await deliver(
        match,
        order.map((i) => commits[i] as Doc),
      );
      await deliver(
        match,
        order.toReversed().map((i) => sheets[i] as Doc),
      );
      hashes.add(match.close().record.hash);
    }
    expect(count).toBe(120);
    expect(hashes.size).toBe(1);
  });
});
