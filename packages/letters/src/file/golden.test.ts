import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readZip } from '../container/zip-reader.ts';
import { crypto, letterGame, newTable, playTurns } from '../testing/play.ts';
import { decryptFile } from './encrypted-file.ts';
import { openMatch } from './open-match.ts';
import { saveTribal } from './save.ts';
import { openTribal } from './tribal.ts';
import { verifyTribal } from './verify.ts';

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../fixtures/${name}`, import.meta.url)));

/** Saved by the first version of the format. What is expected of them never changes. */
describe('files of version 1', () => {
  it('open, verify and go on: peers, a strike, an open turn', async () => {
    const file = fixture('version-1.tribal');
    const verdict = await verifyTribal(file, letterGame, crypto);
    expect(verdict).toMatchObject({ sound: true, from: 0, to: 6 });
    expect(verdict.problems).toMatchObject([{ code: 'reveal-withheld', turn: 6, player: 'ben' }]);
    const { match, refused } = await openMatch(openTribal(file), letterGame, crypto);
    expect(refused).toEqual([]);
    expect(match.id).toBe('9faccff3d92cd1e1637720dd3c1b750dc040918180845d53c992d8bf19d12f5a');
    expect(match.head?.hash).toBe('b1711a7818e89f0b10f94f728d83fb07729e109c318f69132e542205fe535253');
    expect(match.machine.hash()).toBe('84b0561828bd87a0');
    expect([...match.letters.commits.keys()]).toEqual(['ada', 'ben']);
    expect(match.missed('ben')).toBe(1);
  });

  it('are saved again to the same bytes', async () => {
    const file = fixture('version-1.tribal');
    const tribal = openTribal(file);
    const { match } = await openMatch(tribal, letterGame, crypto);
    expect(saveTribal(match, { nowMs: 1_770_000_000_000, previous: tribal })).toEqual(file);
    const entries = readZip(saveTribal(match, { nowMs: 1_770_000_000_000 }));
    expect(entries.map(({ name }) => name)).toEqual(readZip(file).map(({ name }) => name));
  });

  it('open, verify and go on: a relay, past turns in one entry', async () => {
    const file = fixture('version-1-joined.tribal');
    expect(await verifyTribal(file, letterGame, crypto)).toMatchObject({ sound: true, from: 0, to: 4, problems: [] });
    const { match } = await openMatch(openTribal(file), letterGame, crypto);
    expect(match.head?.hash).toBe('564dcd5c0ff81bf38bfc60a66678c4914d0498f3cca00fb0a0434e4655b8fe9f');
    expect([...match.letters.sheets.keys()]).toEqual(['ada']);
    await playTurns(await newTable({ players: 2, mode: 'escrow' }), match, 0);
    expect(match.turns).toEqual([1, 2, 3, 4]);
  });

  it('open, verify and go on: a seat of the computer', async () => {
    const file = fixture('version-1-computers.tribal');
    expect(await verifyTribal(file, letterGame, crypto)).toMatchObject({ sound: true, from: 0, to: 2, problems: [] });
    const { match } = await openMatch(openTribal(file), letterGame, crypto);
    expect([match.genesis.v, match.genesis.computers]).toEqual([3, ['cho']]);
    expect(match.head?.hash).toBe('b4c740a291eaa83b9c1078bb0c623c1735fc3e2eb9e92e53f3ce6e7cb5c2f2f7');
    expect(match.machine.hash()).toBe('2346b224e7059fa3');
    expect(match.head?.record.sheets.map(({ status }) => status)).toEqual(['ordered', 'ordered', 'stand-in']);
  });

  it('decrypt', async () => {
    const access = { passphrase: 'a file of today' };
    expect(await decryptFile(fixture('version-1-encrypted.tribal'), access, crypto)).toEqual(
      fixture('version-1.tribal'),
    );
  });
});
