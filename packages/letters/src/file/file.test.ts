import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8Decode } from '@rubato/schema';
import { readZip } from '../container/zip-reader.ts';
import { writeZip } from '../container/zip-writer.ts';
import { LIMITS } from '../limits.ts';
import type { Match } from '../match/match.ts';
import {
  crypto,
  deliver,
  firstShip,
  letterGame,
  newMatch,
  newTable,
  type Plan,
  planTurn,
  playTurns,
  type Table,
} from '../testing/play.ts';
import { relist } from '../testing/forge.ts';
import { openMatch } from './open-match.ts';
import { recoverMatch } from './recover.ts';
import { saveTribal } from './save.ts';
import { openTribal } from './tribal.ts';
import { verifyTribal } from './verify.ts';

const NOW_MS = 1_770_000_000_000;
const reopened = async (file: Uint8Array): Promise<Match> => {
  const { match, refused } = await openMatch(openTribal(file), letterGame, crypto);
  expect(refused).toEqual([]);
  return match;
};
const names = (file: Uint8Array): string[] => readZip(file).map(({ name }) => name);
const manifest = (file: Uint8Array): Record<string, unknown> =>
  JSON.parse(utf8Decode(readZip(file)[1]?.bytes as Uint8Array)) as Record<string, unknown>;

const runs = (program: string, ...args: readonly string[]): boolean => {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};
const PYTHON = 'python3';
const haveUnzip = runs('unzip', '-v');
const havePython = runs(PYTHON, '--version');

function onDisk(file: Uint8Array, use: (path: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'rubato-letters-'));
  try {
    const path = join(folder, 'session.tribal');
    writeFileSync(path, file);
    use(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('a match saved to a file', () => {
  let table: Table;
  let match: Match;
  let file: Uint8Array;

  beforeAll(async () => {
    table = await newTable({ players: 3 });
    match = newMatch(table);
    await playTurns(table, match, 7);
    const { commits } = await planTurn(table, match);
    await deliver(match, commits.slice(0, 2));
    file = saveTribal(match, { nowMs: NOW_MS });
  });

  it('goes on elsewhere where it stood', async () => {
    const other = await reopened(file);
    expect(other.machine.hash()).toBe(match.machine.hash());
    expect(other.head).toEqual(match.head);
    expect([...other.letters.commits.keys()]).toEqual(['ada', 'ben']);
    const fresh = await reopened(saveTribal(other, { nowMs: NOW_MS, previous: openTribal(file) }));
    await playTurns(table, fresh, 0);
    expect(fresh.phase).toBe('waiting-for-all');
  });

  it('opens when its writer had yet to watch the last turn, after the match’s end and with the next turn’s letters', async () => {
    const fire: Plan = (one, player) => {
      const other = one.awaited().find((name) => name !== player) as string;
      return [{ name: 'fire', args: { ship: firstShip(one, player), at: firstShip(one, other) } }];
    };
    for (const [hull, stage] of [
      [1, 'ended'],
      [40, 'waiting-for-all'],
    ] as const) {
      const here = await newTable({ settings: { hull } });
      const one = newMatch(here);
      const { commits, sheets } = await planTurn(here, one, fire);
      await deliver(one, [...commits, ...sheets]);
      one.close();
      if (!one.over) await deliver(one, (await planTurn(here, one)).commits.slice(0, 1));
      const unwatched = saveTribal(one, { nowMs: NOW_MS });
      expect(manifest(unwatched)).toMatchObject({ game_state: { phase: 'replaying' } });
      expect((await reopened(unwatched)).phase).toBe(stage);
      expect(await verifyTribal(unwatched, letterGame, crypto)).toMatchObject({ sound: true });
    }
  });

  it('is refused when it tells of another phase, or of a turn to watch where there was none', async () => {
    const story = (one: Uint8Array) => manifest(one)['game_state'] as object;
    const before = saveTribal(newMatch(table), { nowMs: NOW_MS });
    for (const [one, phase] of [
      [file, 'planning'],
      [before, 'replaying'],
    ] as const) {
      const lie = relist(readZip(one), { game_state: { ...story(one), phase } });
      await expect(openMatch(openTribal(lie), letterGame, crypto)).rejects.toMatchObject({ code: 'manifest-differs' });
    }
  });

  it('has its entries in the order that loses least when it is cut short', () => {
    expect(names(file)).toEqual([
      'mimetype',
      'manifest.json',
      'genesis.json',
      'head.json',
      'actions_turn_8/ada.commit.json.gz',
      'actions_turn_8/ben.commit.json.gz',
      'snapshots/snapshot_turn_7.json.gz',
      'initial_state.json.gz',
      ...[7, 6, 5, 4, 3, 2, 1].map((turn) => `events/turn_00000${turn}.json.gz`),
      'snapshots/snapshot_turn_5.json.gz',
      'manifest_copy.json',
    ]);
  });

  it('tells of itself in its manifest', () => {
    expect(manifest(file)).toMatchObject({
      format: { major: 1, minor: 0 },
      session_id: match.id.slice(0, 16),
      scenario: 'Asteroid Belt Ambush',
      current_turn: 8,
      total_turns_played: 7,
      players: [
        { player_id: 'ada', faction: 'Terran', status: 'ready', last_action_turn: 8 },
        { player_id: 'ben', status: 'ready', last_action_turn: 8 },
        { player_id: 'cho', status: 'active', last_action_turn: 7 },
      ],
      turn_order: ['ada', 'ben', 'cho'],
      current_player: 'cho',
      waiting_for: ['cho'],
      game_state: { phase: 'waiting-for-all', turn_deadline: expect.any(Number) as number, all_players_ready: false },
      file_format: { version: 1, compression: 'gzip', encryption: null },
      created_at: match.genesis.createdMs / 1000,
      last_modified: NOW_MS / 1000,
    });
  });

  it('is the same bytes when it is opened and saved again', async () => {
    const tribal = openTribal(file);
    expect(saveTribal(await reopened(file), { nowMs: NOW_MS, previous: tribal })).toEqual(file);
  });

  it('keeps what a newer version put into it', async () => {
    const newer = relist(
      readZip(file).flatMap((entry) =>
        entry.name === 'manifest_copy.json'
          ? [{ name: 'chat/turn_1.txt', bytes: new Uint8Array([1, 2, 255]) }, entry]
          : [entry],
      ),
      { mood: 'tense', format: { major: 1, minor: 7 } },
    );
    const again = saveTribal(await reopened(newer), { nowMs: NOW_MS, previous: openTribal(newer) });
    expect(readZip(again).find(({ name }) => name === 'chat/turn_1.txt')?.bytes).toEqual(new Uint8Array([1, 2, 255]));
    expect(manifest(again)['mood']).toBe('tense');
  });

  it('is refused with the version that is needed when that is a later one', () => {
    const later = relist(readZip(file), { format: { major: 2, minor: 0 } });
    expect(() => openTribal(later)).toThrow(
      expect.objectContaining({
        code: 'format-unknown',
        message: expect.stringContaining('format 2; this program reads format 1') as string,
      }),
    );
  });

  it.skipIf(!haveUnzip)('opens with unzip', () => {
    onDisk(file, (path) => {
      execFileSync('unzip', ['-t', path], { stdio: 'pipe' });
      const story = JSON.parse(execFileSync('unzip', ['-p', path, 'manifest.json'], { encoding: 'utf8' })) as object;
      expect(story).toEqual(manifest(file));
    });
  });

  it.skipIf(!havePython)('opens with the archive module of Python, and its entries with gzip', () => {
    const script = `import gzip,json,sys,zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
print(json.dumps([archive.namelist(), json.loads(gzip.decompress(archive.read("events/turn_000003.json.gz")))["record"]["turn"]]))`;
    onDisk(file, (path) => {
      const told = execFileSync(PYTHON, ['-c', script, path], { encoding: 'utf8' });
      expect(JSON.parse(told)).toEqual([names(file), 3]);
    });
  });

  it('plays to the same end from each of its states, the first included', async () => {
    const tribal = openTribal(file);
    expect([...tribal.snapshots.keys()].sort((x, y) => x - y)).toEqual([0, 5, 7]);
    for (const [turn, state] of tribal.snapshots) {
      const only = { ...tribal, snapshots: new Map([[turn, state]]) };
      const { match: back } = await recoverMatch(only, letterGame, crypto);
      expect([turn, back.machine.turn, back.machine.hash()]).toEqual([turn, 7, match.machine.hash()]);
    }
  });

  it('is smaller with all turns in one entry, and the same match', async () => {
    const joined = saveTribal(match, { nowMs: NOW_MS, layout: 'joined' });
    expect(names(joined)).toContain('events_0_to_7.json.gz');
    expect(names(joined)).toContain('actions_turn_8.json.gz');
    expect(joined.length).toBeLessThan(file.length);
    const other = await reopened(joined);
    expect(other.turns).toEqual(match.turns);
    expect(other.log(3)?.record).toEqual(match.log(3)?.record);
    expect(await verifyTribal(joined, letterGame, crypto)).toMatchObject({ sound: true, from: 0, to: 7 });
  });

  it('verifies, and says what it could not see when old turns were left out', async () => {
    expect(await verifyTribal(file, letterGame, crypto)).toEqual({
      sound: true,
      firstBad: undefined,
      problems: [],
      from: 0,
      to: 7,
    });
    const short = saveTribal(match, { nowMs: NOW_MS, turns: 3 });
    expect(await verifyTribal(short, letterGame, crypto)).toMatchObject({
      sound: true,
      problems: [{ code: 'history-missing', turn: 4, forged: false }],
      to: 7,
    });
    expect((await reopened(short)).machine.hash()).toBe(match.machine.hash());
  });

  it('is refused when an entry is missing, is another, or was not listed', () => {
    const entries = readZip(file);
    const codeOf = (changed: readonly { name: string; bytes: Uint8Array }[]): string => {
      try {
        openTribal(writeZip(changed));
        return 'accepted';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf(entries)).toBe('accepted');
    expect(codeOf(entries.slice(1))).toBe('entry-missing');
    expect(codeOf(entries.slice(0, -1))).toBe('entry-missing');
    expect(codeOf(entries.filter(({ name }) => name !== 'initial_state.json.gz'))).toBe('entry-missing');
    const other = (from: string, to: string) =>
      entries.map((entry) =>
        entry.name === from ? { ...entry, bytes: entries.find(({ name }) => name === to)!.bytes } : entry,
      );
    expect(codeOf(other('events/turn_000002.json.gz', 'events/turn_000003.json.gz'))).toBe('entry-differs');
    const flipped = entries.map((entry) =>
      entry.name === 'events/turn_000002.json.gz'
        ? { ...entry, bytes: entry.bytes.map((byte, i) => (i === 20 ? byte ^ 1 : byte)) }
        : entry,
    );
    expect(codeOf(flipped)).toBe('entry-differs');
    expect(codeOf([...entries, { name: 'more', bytes: new Uint8Array(1) }])).toBe('entry-differs');
    expect(codeOf(other('manifest_copy.json', 'genesis.json'))).toBe('manifest-differs');
  });

  it('is refused when it is not of this game', async () => {
    const tribal = openTribal(file);
    const other = { ...letterGame, game: { ...letterGame.game, version: 2 } };
    await expect(openMatch(tribal, other, crypto)).rejects.toMatchObject({ code: 'other-game' });
  });

  it('keeps the first state, each fifth and the newest', async () => {
    const escrow = await newTable({
      players: 2,
      mode: 'escrow',
      limits: { ticks: 1, turnMs: null },
      settings: { hull: 255 },
    });
    const plain = newMatch(escrow);
    await playTurns(escrow, plain, 112, () => []);
    expect(newMatch(escrow).snapshotTurns).toEqual([0]);
    expect(plain.snapshotTurns).toEqual([0, ...Array.from({ length: 20 }, (_, i) => 15 + 5 * i), 112]);
    const opened = await reopened(saveTribal(plain, { nowMs: NOW_MS }));
    expect(opened.snapshotTurns).toEqual(plain.snapshotTurns);
    const joined = saveTribal(plain, { nowMs: NOW_MS, layout: 'joined' });
    expect(names(joined)).toEqual(
      expect.arrayContaining(['events/turns_000065_to_000112.json.gz', 'events/turns_000001_to_000064.json.gz']),
    );
    expect(await verifyTribal(joined, letterGame, crypto)).toMatchObject({ sound: true, from: 0, to: 112 });
    const again = await reopened(joined);
    expect(saveTribal(again, { nowMs: NOW_MS, layout: 'joined', previous: openTribal(joined) })).toEqual(joined);
    const skipped = relist(
      readZip(joined).map((entry) => ({ ...entry, name: entry.name.replace('000065_to', '000064_to') })),
    );
    expect(await verifyTribal(skipped, letterGame, crypto)).toMatchObject({ sound: false });
  });
});

it('a file never gets larger than a file may be', () => {
  const bytes = new Uint8Array(LIMITS.entryBytes);
  const entries = ['a', 'b', 'c'].map((name) => ({ name, bytes }));
  expect(() => writeZip(entries)).toThrow(/at most 33554432/);
  expect(() => writeZip([{ name: 'a', bytes: new Uint8Array(LIMITS.entryBytes + 1) }])).toThrow(/at most 16777216/);
  expect(() => writeZip(Array.from({ length: 2001 }, (_, i) => ({ name: `e${i}`, bytes: new Uint8Array(0) })))).toThrow(
    '2001 entries',
  );
});
