import { beforeAll, describe, expect, it } from 'vitest';
import type { Doc } from './json/canonical.ts';
import { newGenesis, type GenesisBody } from './letters/genesis.ts';
import { parseLetter, readLetter } from './letters/letter.ts';
import { canonicalBytes } from './json/canonical.ts';
import { encryptFile } from './file/encrypted-file.ts';
import { readProofsDocument } from './file/documents.ts';
import { LIMITS } from './limits.ts';
import { crypto, newMatch, newTable, planTurn, type Table } from './testing/play.ts';

const refusalOf = async (make: () => unknown): Promise<unknown> => {
  try {
    await make();
    return 'taken';
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('a limit of letters is reached by', () => {
  let table: Table;
  let sheet: Doc;
  beforeAll(async () => {
    table = await newTable();
    sheet = (await planTurn(table, newMatch(table))).sheets[0] as Doc;
  });
  const changed = (changes: object) => refusalOf(() => readLetter({ ...sheet, ...changes } as Doc));

  it('one order too many in a sheet', async () => {
    const orders = (count: number) => Array.from({ length: count }, () => ({ name: 'move', args: {} }));
    expect(await changed({ orders: orders(LIMITS.ordersPerSheet) })).toBe('checksum');
    expect(await changed({ orders: orders(LIMITS.ordersPerSheet + 1) })).toBe('bad-field');
  });

  it('one revision too many', async () => {
    expect(await changed({ rev: LIMITS.revisions })).toBe('checksum');
    expect(await changed({ rev: LIMITS.revisions + 1 })).toBe('bad-field');
  });

  it('a turn beyond the last', async () => {
    expect(await changed({ turn: LIMITS.turns })).toBe('checksum');
    expect(await changed({ turn: LIMITS.turns + 1 })).toBe('bad-field');
  });

  it('a letter of one byte too many', async () => {
    const body = (length: number) => canonicalBytes({ ...sheet, more: 'x'.repeat(length) });
    const fill = LIMITS.letterBytes - body(0).length;
    expect(await refusalOf(() => parseLetter(body(fill)))).toBe('checksum');
    expect(await refusalOf(() => parseLetter(body(fill + 1)))).toBe('letter-size');
  });

  it('one player too many, and a state that is too large to begin with', async () => {
    const { v: _v, kind: _k, salt: _s, signatures: _g, ...body } = table.genesis.genesis;
    const [first] = body.players;
    const players = (count: number) =>
      Array.from({ length: count }, (_, i) => ({
        ...first!,
        player: `p${i}`,
        seat: i + 1,
        sign: `${String.fromCharCode(65 + i)}${first!.sign.slice(1)}`,
      }));
    const made = (changes: Partial<GenesisBody>) =>
      refusalOf(() => newGenesis({ ...body, ...changes }, new Uint8Array(16)));
    expect(await made({ players: players(LIMITS.players) })).toBe('taken');
    expect(await made({ players: players(LIMITS.players + 1) })).toBe('bad-field');
    const longest = Math.ceil(LIMITS.openingState / 3) * 4;
    const opened = (length: number) =>
      made({ opening: { turn: 1, state: 'A'.repeat(length), history: '00'.repeat(32), host: first!.sign } });
    expect(await opened(longest)).toBe('taken');
    expect(await opened(longest + 4)).toBe('bad-field');
  });

  it('one proof too many', async () => {
    const proof = { kind: 'equivocation', player: 'ada', turn: 1, letters: [sheet, sheet] };
    const read = (count: number) =>
      refusalOf(() =>
        readProofsDocument({ v: 1, kind: 'proofs', proofs: Array(count).fill(proof) as Doc[] }, 'proofs'),
      );
    expect(await read(LIMITS.proofs)).toBe('taken');
    expect(await read(LIMITS.proofs + 1)).toBe('bad-field');
  });

  it('one recipient too many', async () => {
    const { publicKey } = table.people[0]!.seal;
    const file = new Uint8Array(10);
    const to = (count: number) =>
      refusalOf(() => encryptFile(file, { keys: Array(count).fill(publicKey) }, { crypto, random: table.random }));
    expect(await to(LIMITS.recipients)).toBe('taken');
    expect(await to(LIMITS.recipients + 1)).toBe('encryption-failed');
  });
});
