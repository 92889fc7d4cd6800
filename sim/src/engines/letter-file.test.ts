import { base64 } from '@rubato/schema';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import type { Provisioned } from '../../../tools/provision/provisioned.ts';
import { sha512, verifyEd25519 } from './ed25519.ts';
import { bundleLetterReport, runProgram, runQuickJs } from './engines.ts';
import { crypto, letterFile, spoilt } from './letter-record.ts';
import { letterReport } from './letter-report.ts';

const folder = mkdtempSync(join(tmpdir(), 'rubato-letter-engines-'));
const script = join(folder, 'letters.js');
const TIMEOUT_MS = 120_000;
let text: string;
let here: readonly string[];

beforeAll(async () => {
  const file = await letterFile();
  const files = [file, spoilt(file)].map(base64);
  here = await letterReport(files, crypto);
  text = await bundleLetterReport(files);
  writeFileSync(script, text);
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

describe('Ed25519 without the Web Cryptography API', () => {
  it('agrees with it on signatures, and on changed ones', async () => {
    for (let length = 0; length < 300; length += 43) {
      const pair = await crypto.newSigningPair();
      const message = globalThis.crypto.getRandomValues(new Uint8Array(length));
      const digest = new Uint8Array(await globalThis.crypto.subtle.digest('SHA-512', message));
      expect(sha512(message)).toEqual(digest);
      const signature = await crypto.sign(pair, message);
      expect(verifyEd25519(pair.publicKey, signature, message)).toBe(true);
      for (const at of [0, 31, 32, 63]) {
        const changed = signature.slice();
        changed[at]! ^= 4;
        expect(verifyEd25519(pair.publicKey, changed, message)).toBe(false);
      }
      expect(verifyEd25519(pair.publicKey, signature, Uint8Array.of(...message, 1))).toBe(false);
    }
  });
});

describe.concurrent('the same match file is verified, opened and saved alike', { timeout: TIMEOUT_MS }, () => {
  it('here, whence it comes: three turns, one of them without a commander, and what was changed in the copy', () => {
    expect(here[0]).toBe('verdict true 0 3 absent 3');
    expect(here.filter((line) => /^turn \d [0-9a-f]{64}$/.test(line))).toHaveLength(3);
    expect(here.at(-1)).toContain('verdict false');
    expect(here).toHaveLength(10);
  });

  it('bundled, on the same V8', async () => expect(await runProgram(process.execPath, [], script)).toEqual(here));

  it('on QuickJS', async () => expect(await runQuickJs(text)).toEqual(here));

  const others: readonly [Provisioned, string][] = [
    ['gjs', 'SpiderMonkey'],
    ['jsc', 'JavaScriptCore'],
    ['node24', 'the V8 of Node 24'],
  ];
  for (const [name, engine] of others) {
    const program = provisioned(name);
    it.skipIf(program === undefined)(`on ${engine}`, async () =>
      expect(await runProgram(program!, [], script)).toEqual(here),
    );
  }
});
