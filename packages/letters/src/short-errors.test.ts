// Each of the short names that docs/tribal-format.md sorts the codes into, met.

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { codes } from './codes.ts';
import { decryptFile, encryptFile } from './file/encrypted-file.ts';
import type { Doc } from './json/canonical.ts';
import { authorAt, crypto, deliver, firstShip, MINUTE, newMatch, newTable, planTurn, resign } from './testing/play.ts';
import type { Person, Table } from './testing/play.ts';
import { newSheet } from './match/compose.ts';
import type { Match } from './match/match.ts';

const page = readFileSync(new URL('../../../docs/tribal-format.md', import.meta.url), 'utf8');
const [, section = ''] = page.split('## Errors by their short names');
const rows = [...section.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, error = '', told = '']) => ({
  error,
  told: [...told.matchAll(/`([a-z-]+)`/g)].map(([, word]) => word),
}));

let table: Table;
let match: Match;
let sheet: Doc;
let ada: Person;
beforeAll(async () => {
  table = await newTable({ players: 2, mode: 'escrow' });
  match = newMatch(table);
  [sheet] = (await planTurn(table, match)).sheets as [Doc];
  [ada] = table.people as [Person];
});

type Met = { readonly code?: string; readonly reason?: string };
const answerTo = async (letter: Doc): Promise<Met> => newMatch(table).accept(letter) as Promise<Met>;
const ordering = async (...orders: readonly { name: string; args: Doc }[]): Promise<Met> =>
  answerTo(await newSheet(match, authorAt(ada, match.openedMs + MINUTE), { orders, random: table.random.bytes(64) }));
const caught = async (work: () => unknown): Promise<Met> => {
  try {
    await work();
    return {};
  } catch (error) {
    return error as Met;
  }
};
const own = () => firstShip(match, 'ada');
const random = { bytes: (count: number) => table.random.bytes(count) };
const file = new Uint8Array(100);

const meetings: Readonly<Record<string, () => Promise<Met>>> = {
  InvalidPlayer: async () => answerTo(await resign(sheet, ada, { player: 'mallory' })),
  InvalidPhase: () => caught(() => newMatch(table).close()),
  UnauthorizedAction: () => ordering({ name: 'move', args: { ship: firstShip(match, 'ben'), by: 1 } }),
  InvalidTarget: () => ordering({ name: 'fire', args: { ship: own(), at: 0 } }),
  UnsupportedAction: () => ordering({ name: 'dance', args: {} }),
  SessionNotFound: async () => answerTo(await resign(sheet, ada, { match: 'ab'.repeat(32) })),
  UnauthorizedAccess: async () => answerTo(await resign(sheet, table.people[1] as Person, {})),
  ChecksumMismatch: () => answerTo({ ...sheet, rev: 2 }),
  DuplicateAction: () => {
    const move = { name: 'move', args: { ship: own(), by: 1 } };
    return ordering(move, move);
  },
  EncryptionFailed: () => caught(() => encryptFile(file, { keys: [] }, { crypto, random })),
  DecryptionFailed: () =>
    caught(async () => {
      const locked = await encryptFile(file, { keys: [ada.seal.publicKey] }, { crypto, random });
      await decryptFile(locked, { pair: (table.people[1] as Person).seal }, crypto);
    }),
};

describe('the error', () => {
  it('names are all met here', () => {
    expect(rows.map(({ error }) => error)).toEqual(Object.keys(meetings));
  });

  it.each(rows)('$error', async ({ error, told: [expected, ...others] }) => {
    const met = await meetings[error]!();
    expect(met.code).toBe(expected);
    expect(Object.keys(codes)).toContain(expected);
    if (met.code === 'order-refused') expect(others).toContain(met.reason);
  });

  it('DuplicateAction is not said of the same sheet again: that changes nothing', async () => {
    const fresh = newMatch(table);
    await deliver(fresh, [sheet]);
    expect(await fresh.accept(sheet)).toEqual({ ok: true, what: 'duplicate' });
  });
});
