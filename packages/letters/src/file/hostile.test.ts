import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { joinBytes } from '../crypto/domains.ts';
import { readZip } from '../container/zip-reader.ts';
import { SeededRandom } from '@rubato/ports/doubles';
import { newSheet } from '../match/compose.ts';
import type { Match } from '../match/match.ts';
import { LetterRefused } from '../refused.ts';
import { hostileFiles } from '../testing/hostile.ts';
import {
  authorAt,
  crypto,
  letterGame,
  newMatch,
  newTable,
  type Person,
  playTurns,
  type Table,
} from '../testing/play.ts';
import { times } from '../../../../tools/provision/soak.ts';
import { recoverMatch, salvage } from './recover.ts';
import { saveTribal } from './save.ts';
import { openTribal } from './tribal.ts';

// Thousands of files are opened: on a loaded machine that takes its time.
vi.setConfig({ testTimeout: times(180_000, 3_600_000) });
const nowMs = 1_770_000_000_000;

const source = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/**
 * Opens every file that standard input names, the first an honest one, and says how each was refused and by how much the
 * peak of its memory grew. A process of its own, so that nothing else has raised the peak before.
 */
const opener = `
  import { readFileSync } from 'node:fs';
  import { openTribal } from ${source('./tribal.ts')};
  const [honest, ...paths] = readFileSync(0, 'utf8').split('\\n');
  openTribal(new Uint8Array(readFileSync(honest)));
  const files = paths.map((path) => new Uint8Array(readFileSync(path)));
  const before = process.resourceUsage().maxRSS;
  const codes = files.map((file) => {
    // What the file before left behind is not this one's growth.
    globalThis.gc();
    try {
      openTribal(file);
      return 'accepted';
    } catch (error) {
      return error.code ?? String(error);
    }
  });
  console.log(JSON.stringify({ codes, grownKiB: process.resourceUsage().maxRSS - before }));`;

/** A match whose file has every kind of entry. */
async function played(table: Table, turns: number): Promise<Match> {
  const match = newMatch(table);
  await playTurns(table, match, turns);
  const author = authorAt(table.people[0] as Person, match.openedMs + 1);
  for (let i = 0; i < 2; i++)
    await match.accept(await newSheet(match, author, { orders: [], random: table.random.bytes(64) }));
  return match;
}

/** What a reader makes of bytes: the code, or `same` when it is what was saved. Anything else fails the test. */
function outcome(bytes: Uint8Array, original: Uint8Array): string {
  try {
    const { entries } = openTribal(bytes);
    const before = openTribal(original).entries;
    expect([...entries.keys()]).toEqual([...before.keys()]);
    for (const [name, content] of before) expect(entries.get(name)).toEqual(content);
    return 'same';
  } catch (error) {
    if (error instanceof LetterRefused) return error.code;
    throw error;
  }
}

describe('a file that was tampered with', () => {
  let table: Table;
  let small: Uint8Array;
  let large: Uint8Array;
  let match: Match;

  beforeAll(async () => {
    table = await newTable({ players: 2, mode: 'escrow', settings: { hull: 200 } });
    small = saveTribal(await played(table, 1), { nowMs });
    match = await played(table, 30);
    large = saveTribal(match, { nowMs });
  });

  it('is refused with each of its bytes flipped', () => {
    const bytes = small.slice();
    for (let at = 0; at < bytes.length; at++) {
      const mask = 1 << (at % 8);
      bytes[at] = (bytes[at] as number) ^ mask;
      expect([at, outcome(bytes, small)]).not.toContain('same');
      bytes[at] = (bytes[at] as number) ^ mask;
    }
    expect(outcome(bytes, small)).toBe('same');
  });

  it('is refused or the same after random mutations, and salvage never fails', () => {
    const random = new SeededRandom(5);
    const below = (limit: number): number => {
      const [a = 0, b = 0, c = 0] = random.bytes(3);
      return (a * 65_536 + b * 256 + c) % limit;
    };
    for (let i = 0; i < times(1000, 10_000); i++) {
      const at = below(large.length);
      const length = 1 + below(i % 3 === 0 ? 4 : 3000);
      const kind = i % 5;
      const rest = large.subarray(Math.min(large.length, at + length));
      const piece =
        kind === 0
          ? random.bytes(length)
          : kind === 1
            ? large.subarray(below(large.length)).subarray(0, length)
            : new Uint8Array(kind === 2 ? 0 : kind === 3 ? length : 2 * length);
      const mutated = joinBytes(large.subarray(0, at), piece, rest);
      outcome(mutated, large);
      if (i % 10 === 0) expect(salvage(mutated).recovered.length).toBeGreaterThan(0);
    }
  });

  it('gives back, cut short at each hundredth, all that lies before the cut, and says what was lost', async () => {
    const entries = readZip(large);
    let end = 0;
    const ends = entries.map(({ name, bytes }) => {
      end += 30 + name.length + bytes.length;
      return { name, end };
    });
    const need = ends.find(({ name }) => name === 'snapshots/snapshot_turn_30.json.gz')?.end as number;
    for (let percent = 1; percent < 100; percent++) {
      const cut = Math.floor((large.length * percent) / 100);
      const { tribal, recovered, losses } = salvage(large.subarray(0, cut));
      const whole = ends.filter((entry) => entry.end <= cut).map(({ name }) => name);
      expect(recovered).toEqual(whole);
      if (!whole.includes('manifest.json')) continue;
      const lost = new Set(losses.map(({ name }) => name));
      for (const { name } of ends)
        if (name !== 'manifest_copy.json') expect([name, lost.has(name)]).toEqual([name, !whole.includes(name)]);
      if (cut < need || tribal === undefined || percent % 9 !== 0) continue;
      const back = await recoverMatch(tribal, letterGame, crypto);
      expect(back.match.machine.hash()).toBe(match.machine.hash());
      expect(back.missingTurns.length).toBe(30 - whole.filter((name) => name.startsWith('events/')).length);
    }
  });

  it('costs at most the turn whose entry is damaged', async () => {
    const names = readZip(large).map(({ name }) => name);
    let offset = 0;
    for (const { name, bytes } of readZip(large)) {
      const damaged = large.slice();
      damaged[offset + 30 + name.length + (bytes.length >> 1)] =
        (damaged[offset + 30 + name.length + (bytes.length >> 1)] ?? 0) ^ 255;
      offset += 30 + name.length + bytes.length;
      if (name === 'genesis.json' || (name.startsWith('events/') && !name.endsWith('7.json.gz'))) continue;
      const { tribal, recovered, losses } = salvage(damaged);
      expect(recovered).toEqual(names.filter((one) => one !== name));
      expect(losses.some((loss) => loss.name === name)).toBe(true);
      const back = await recoverMatch(tribal as never, letterGame, crypto);
      expect([name, back.match.machine.turn]).toEqual([name, 30]);
    }
  });

  it('without its newest state is played again from the one before', async () => {
    const { tribal } = salvage(large);
    const snapshots = new Map([...(tribal?.snapshots ?? [])].filter(([turn]) => turn <= 20));
    const back = await recoverMatch({ ...tribal, snapshots } as never, letterGame, crypto);
    expect(back.match.machine.hash()).toBe(match.machine.hash());
    const idle = newMatch(table);
    await playTurns(table, idle, 30, () => []);
    const doctored = new Map(tribal?.snapshots).set(30, () => idle.stateBytes());
    const undeceived = await recoverMatch({ ...tribal, snapshots: doctored } as never, letterGame, crypto);
    expect(undeceived.match.machine.hash()).toBe(match.machine.hash());
    const none = await recoverMatch({ ...tribal, snapshots: new Map(), head: undefined } as never, letterGame, crypto);
    expect(none.match.head?.hash).toBe(match.head?.hash);
  });

  it('is hopeless, and says so, without its first block', () => {
    expect(salvage(large.subarray(0, 100))).toMatchObject({ tribal: undefined });
    expect(salvage(new Uint8Array(1000))).toMatchObject({ tribal: undefined, recovered: [] });
  });
});

describe('a file that was made to hurt', () => {
  it('is refused by its code before memory has grown by 64 MiB', async () => {
    const honest = saveTribal(await played(await newTable({ players: 2, mode: 'escrow' }), 1), { nowMs });
    const hostile = hostileFiles(honest);
    const folder = mkdtempSync(join(tmpdir(), 'rubato-hostile-'));
    try {
      const paths = [honest, ...hostile.map(({ file }) => file)].map((file, i) => {
        const path = join(folder, `${i}.tribal`);
        writeFileSync(path, file);
        return path;
      });
      const program = [
        '--expose-gc',
        '--import',
        'tsx',
        '--conditions=rubato:source',
        '--input-type=module',
        '-e',
        opener,
      ];
      const said = execFileSync(process.execPath, program, { input: paths.join('\n'), encoding: 'utf8' });
      const { codes, grownKiB } = JSON.parse(said) as { codes: string[]; grownKiB: number };
      expect(hostile.map(({ what }, i) => [what, codes[i]])).toEqual(hostile.map(({ what, code }) => [what, code]));
      expect(grownKiB).toBeLessThan(64 * 1024);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
