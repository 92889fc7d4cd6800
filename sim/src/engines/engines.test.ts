import { base64 } from '@rubato/schema';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { provisioned } from '../../../tools/provision/provisioned.ts';
import type { Provisioned } from '../../../tools/provision/provisioned.ts';
import { times } from '../../../tools/provision/soak.ts';
import { bundleReport, PRINT, runProgram, runQuickJs } from './engines.ts';
import { mathematics } from './mathematics.ts';
import { arenaJournal, orreryJournal, realmJournal, tacticsJournal, TURNS } from './record.ts';
import { report } from './report.ts';
import type { Report } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'rubato-engines-'));
const script = join(folder, 'report.js');
const played = { arena: arenaJournal(), orrery: orreryJournal(), tactics: tacticsJournal(), realm: realmJournal() };
/** Of mathematics on each engine. */
const ROUNDS = times(300, 1500);
let text: string;
let here: Report;

beforeAll(async () => {
  const journals = {
    arena: base64(played.arena.file),
    orrery: base64(played.orrery.file),
    tactics: base64(played.tactics.file),
    realm: base64(played.realm.file),
  };
  here = report(journals, ROUNDS);
  text = await bundleReport(journals, ROUNDS);
  writeFileSync(script, text + PRINT);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The first line that isn't the same: it names the game and the turn. */
function firstDifference(found: readonly string[], expected: readonly string[]): string | undefined {
  const at = Array.from({ length: Math.max(found.length, expected.length) }, (_, i) => i);
  const first = at.find((i) => found[i] !== expected[i]);
  return first === undefined ? undefined : `${found[first]} instead of ${expected[first]}`;
}

const expectSame = ({ lines }: Report): void => expect(firstDifference(lines, here.lines)).toBeUndefined();

describe('game/math', () => {
  it('gives the bits that it gave when matches were recorded before', () => {
    expect(mathematics(1500)).toMatchInlineSnapshot(`
      [
        "mathematics sin 8784c59f44d4ee40",
        "mathematics cos 4a47d835363797ad",
        "mathematics tan d4ec25e38429a7ff",
        "mathematics atan 055b0f216697ea19",
        "mathematics asin 2a7f80ef3914a856",
        "mathematics acos bc9b9a5da5dc43d9",
        "mathematics exp d7fda8f97b3bfb76",
        "mathematics log 6c3ee5b61bfcd922",
        "mathematics atan2 cae013a29492c4ba",
        "mathematics pow 3a074b965ef3e72a",
        "mathematics pow whole 509cb6b3f3ef751d",
        "mathematics hypot 4646385e3cf90e95",
        "mathematics lerp 14e58e955f302fc8",
        "mathematics wrapAngle 0d22b706618318d2",
        "mathematics angleBetween 2eefb603c3bc7bc9",
        "mathematics clamp 2dce9334feabb654",
      ]
    `);
  });
});

describe('the journals', () => {
  it('hold joins, leaves, orders of every outcome and steps that threw', () => {
    const often = (tally: Readonly<Record<string, number>>): string[] =>
      Object.keys(tally).filter((what) => tally[what]! > 1);
    expect(often(played.arena.tally)).toEqual(
      expect.arrayContaining(['$join applied', '$leave applied', 'boost applied', 'emote applied', 'emote rejected']),
    );
    expect(often(played.tactics.tally)).toEqual(
      expect.arrayContaining(['MovementPlanned applied', 'MovementPlanned lapsed', 'WeaponTargeted applied']),
    );
    expect(often(played.realm.tally)).toEqual(
      expect.arrayContaining(['claim applied', 'claim rejected', 'release applied', 'release rejected']),
    );
    expect(often(played.orrery.tally)).toEqual(
      expect.arrayContaining([
        '$join applied',
        '$leave applied',
        'rename applied',
        'rename rejected',
        'rename lapsed',
        'stumble faulted',
        'step faulted',
      ]),
    );
  });
});

/** Of all journals. */
const ALL_TURNS = TURNS.arena + TURNS.orrery + TURNS.tactics + TURNS.realm;
const TIMEOUT_MS = 120_000;

// Programs run beside QuickJS, which runs in here and is the slowest.
describe.concurrent(
  'the same journal gives the same hashes, and the same mathematics the same bits',
  { timeout: TIMEOUT_MS },
  () => {
    it('here, whence the journals come', () => {
      const turns = here.lines.filter((line) => / turn \d+ [0-9a-f]{16}$/.test(line));
      expect(turns).toHaveLength(ALL_TURNS);
      expect(new Set(turns.map((line) => line.slice(-16))).size).toBe(ALL_TURNS);
      expect(here.lines.filter((line) => line.includes('diverged'))).toEqual([]);
      expect(here.codegen).toBe(true);
    });

    it('bundled, on the same V8', async () => expectSame(await runProgram<Report>(process.execPath, [], script)));

    it('interpreted, where no code may be generated', async () => {
      const interpreted = await runProgram<Report>(
        process.execPath,
        ['--disallow-code-generation-from-strings'],
        script,
      );
      expect(interpreted.codegen).toBe(false);
      expectSame(interpreted);
    });

    it('on QuickJS', async () => expectSame(await runQuickJs<Report>(text)));

    const others: readonly [Provisioned, string][] = [
      ['gjs', 'SpiderMonkey'],
      ['jsc', 'JavaScriptCore'],
      ['node24', 'the V8 of Node 24'],
    ];
    for (const [name, engine] of others) {
      const program = provisioned(name);
      it.skipIf(program === undefined)(`on ${engine}`, async () =>
        expectSame(await runProgram<Report>(program!, [], script)),
      );
    }
  },
);
