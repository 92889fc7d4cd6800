import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalJson, openTribal } from '@rubato/letters';
import { SeededRandom } from '@rubato/ports/doubles';
import { base64url, fromBase64url } from '@rubato/schema';
import { localKeys } from './local-keys.ts';
import { LocalMatch } from './local-match.ts';

const RUBATO = fileURLToPath(new URL('../../../cli/bin/rubato.mjs', import.meta.url));
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rubato-page-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rubato = async (...words: readonly string[]) =>
  (await promisify(execFile)(process.execPath, [RUBATO, 'letter', ...words], { cwd: folder })).stdout;

/** The keys that the page plays somebody with, as a shell keeps them. */
async function keysOf(salt: string, player: string): Promise<string> {
  const { sign, seal } = await localKeys(fromBase64url(salt), player);
  const shown = { sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
  const hidden = { signPrivate: base64url(sign.privateKey), sealPrivate: base64url(seal.privateKey) };
  const name = `${player}.keys`;
  writeFileSync(join(folder, name), canonicalJson({ v: 1, player, name: player, ...shown, ...hidden }), {
    mode: 0o600,
  });
  return name;
}

it('a match that the page began goes on in a shell, and again in the page', async () => {
  const random = new SeededRandom(4);
  const ports = { nowMs: () => 1_760_000_000_000, random: (bytes: number) => random.bytes(bytes) };
  const seats = [
    { name: 'Ada', by: 'human' },
    { name: 'Ben', by: 'human' },
  ] as const;
  const match = await LocalMatch.create({ scenario: 'beacon', fog: true, seats }, ports);
  await match.submit(match.seats[0]!, []);
  writeFileSync(join(folder, 'page.tribal'), match.bytes());
  const { salt, players, referee } = openTribal(match.bytes()).genesis.genesis;
  const [, ben] = players;
  const [bens, judges] = [await keysOf(salt, ben!.player), await keysOf(salt, referee!.player)];
  copyFileSync(join(folder, 'page.tribal'), join(folder, 'ben.tribal'));
  await rubato('submit', 'ben.tribal', '--bot', '--keys', bens);
  expect(await rubato('fetch', 'page.tribal', '--from', 'ben.tribal', '--keys', judges)).toContain('Turn 2');
  expect(await rubato('verify', 'page.tribal')).toContain('OK: 1 turns');
  const again = await LocalMatch.open(new Uint8Array(readFileSync(join(folder, 'page.tribal'))), ports);
  expect(again).toMatchObject({ id: match.id, turn: 2, pastTurns: [1], playable: true });
}, 60_000);
