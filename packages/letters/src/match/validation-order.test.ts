// Letters with several faults are refused for the first of them, by the order that the format's page gives; and no byte of a
// letter can be changed unseen.

import { beforeAll, describe, expect, it } from 'vitest';
import { canonicalBytes, type Doc } from '../json/canonical.ts';
import { parseLetter } from '../letters/letter.ts';
import {
  authorAt,
  code,
  deliver,
  firstShip,
  MINUTE,
  newMatch,
  newTable,
  type Person,
  planTurn,
  resign,
  type Table,
} from '../testing/play.ts';
import { newCommit, newSheet } from './compose.ts';
import type { Match } from './match.ts';

let table: Table;
let commits: readonly Doc[];
let sheets: readonly Doc[];
beforeAll(async () => {
  table = await newTable({ players: 2 });
  ({ commits, sheets } = await planTurn(table, newMatch(table)));
});

async function withCommitments(): Promise<Match> {
  const match = newMatch(table);
  await deliver(match, commits);
  return match;
}

describe('the first fault answers:', () => {
  /** In the order in which they are looked for; each letter has its own and all those after it. */
  const faults = [
    ['version-unknown', { v: 2 }],
    ['bad-field', { rev: 'one' }],
    ['checksum', {}],
    ['wrong-match', { match: 'ab'.repeat(32) }],
    ['turn-ahead', { turn: 9 }],
    ['wrong-prev', { prev: 'cd'.repeat(32) }],
    ['not-in-roster', { player: 'mallory' }],
    ['bad-signature', {}],
  ] as const;

  it.each(faults.map(([expected], i) => [expected, i] as const))('%s', async (expected, i) => {
    const changes = Object.assign({}, ...faults.slice(i).map(([, change]) => change)) as object;
    const ben = table.people[1] as Person;
    const signed = await resign(sheets[0] as Doc, ben, { ...changes, orders: [{ name: 'dance', args: {} }] });
    const letter = i <= 2 ? { ...signed, timeMs: (signed['timeMs'] as number) + 1 } : signed;
    expect(code(await (await withCommitments()).accept(letter))).toBe(expected);
  });

  it('a duplicate before the rules, another sheet for the same turn before them too', async () => {
    const match = await withCommitments();
    await deliver(match, sheets);
    expect(code(await match.accept(sheets[0] as Doc))).toBe('duplicate');
    const other = await resign(sheets[0] as Doc, table.people[0] as Person, { orders: [{ name: 'dance', args: {} }] });
    expect(code(await match.accept(other))).toBe('equivocation');
  });

  it('the commitment before the orders, each order before the sheet as a whole', async () => {
    const ada = table.people[0] as Person;
    const unknown = await resign(sheets[0] as Doc, ada, { orders: [{ name: 'dance', args: {} }] });
    expect(code(await (await withCommitments()).accept(unknown))).toBe('commitment-broken');
    const match = newMatch(table);
    const author = authorAt(ada, match.openedMs + MINUTE);
    const move = { name: 'move', args: { ship: firstShip(match, 'ada'), by: 1 } };
    const orders = [move, move, { name: 'dance', args: {} }];
    const sheet = await newSheet(match, author, { orders, random: table.random.bytes(64) });
    await deliver(match, [await newCommit(match, author, sheet), commits[1] as Doc]);
    expect(await match.accept(sheet)).toMatchObject({ code: 'order-unknown', order: 2 });
  });
});

it('each byte of a letter, changed, is refused with a code', async () => {
  const bytes = canonicalBytes(sheets[0] as Doc);
  const match = await withCommitments();
  const codes = new Set<string>();
  for (let at = 0; at < bytes.length; at++) {
    const changed = bytes.slice();
    changed[at]! ^= 1;
    try {
      const answer = await match.accept(parseLetter(changed));
      expect([at, answer.ok]).toEqual([at, false]);
      codes.add(code(answer));
    } catch (error) {
      codes.add((error as { code: string }).code);
    }
  }
  expect(match.letters.sheets.size).toBe(0);
  expect([...codes]).toEqual(expect.arrayContaining(['json-syntax', 'checksum', 'bad-signature']));
  expect([...codes]).not.toContain(undefined);
});
