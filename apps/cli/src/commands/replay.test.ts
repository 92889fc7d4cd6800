import { arena } from '@rubato/arena';
import { exportJournal } from '@rubato/game';
import type { AnyGame } from '@rubato/game';
import { layoutOf, stateFromJson } from '@rubato/schema';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';
import { playMatch, store } from '../testing/match.ts';

const directory = freshFolder(afterAll);
const match = playMatch();
const frozen = playMatch({ room: 'frozen-1', turns: 45 });
const forged = playMatch({
  room: 'forged-1',
  falsify: (turn) => (turn.number === 90 ? { ...turn, hash: '0123456789abcdef' } : turn),
});
const later = playMatch({ room: 'later-1', turns: 5, game: { ...arena, version: 2 } as unknown as AnyGame });

beforeAll(async () => {
  const data = join(directory, 'data');
  await store(data, [match, later]);
  await store(data, [frozen], { status: 'frozen' });
  await store(data, [{ room: 'empty-1', records: [], hashes: [], segments: 1 }], { status: 'open' });
  // Most of what a replay does is the same for a file, and quicker.
  writeFileSync(join(directory, 'whole.journal'), exportJournal(match.records));
  writeFileSync(join(directory, 'forged.journal'), exportJournal(forged.records));
});

const replay = (...words: string[]) => call(['replay', ...words], { directory });
const replayJson = (...words: string[]) => callJson(['replay', ...words], { directory });

describe('replay', () => {
  it('runs a room again and says how it stands', async () => {
    const { code, out, err } = await replay('match-1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd().split('\n').map((line) => line.split(/  +/))).toEqual([
      ['room', 'match-1'],
      ['status', 'closed'],
      ['game', 'arena'],
      ['version', '1'],
      ['turns', '120 in 2 segments'],
      ['tick', '120'],
      ['agreed', '4 hashes'],
      ['hash', match.hashes[120]],
      ['result', '–'],
    ]); // prettier-ignore
    expect((await replayJson('match-1')).value).toEqual({
      room: 'match-1',
      status: 'closed',
      game: 'arena',
      version: 1,
      segments: 2,
      turns: 120,
      tick: 120,
      hashesAgreed: 4,
      hash: match.hashes[120],
      result: null,
    });
  });

  it('runs a frozen room up to where it stopped', async () => {
    const { code, value } = await replayJson('frozen-1');
    expect({ code, value }).toMatchObject({ code: 0, value: { status: 'frozen', turns: 45, hash: frozen.hashes[45] } });
  });

  it('exports a room as a file that verifies and replays', async () => {
    const { code, value } = await replayJson('match-1', '--export', 'out.journal');
    const bytes = readFileSync(join(directory, 'out.journal'));
    expect({ code, value }).toMatchObject({ code: 0, value: { exported: 'out.journal', exportedBytes: bytes.length } });
    expect(bytes.equals(exportJournal(match.records))).toBe(true);
    expect((await call(['verify', 'out.journal'], { directory })).code).toBe(0);
    expect((await replayJson('out.journal')).value).toMatchObject({ turns: 120, hash: match.hashes[120] });
    expect((await replay('match-1', '--export', 'out.journal')).out).toMatch(/^exported +out\.journal \(\d\.\d kB\)$/m);
  });

  it('writes an export whole or not at all, and no copy of a file', async () => {
    const { code, err } = await replay('match-1', '--export', 'no/such/place.journal');
    expect(code).toBe(1);
    expect(err).toContain('no/such/place.journal cannot be written');
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
    const again = await replay('whole.journal', '--export', 'copy.journal');
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is a journal file already') });
    expect(readdirSync(directory)).not.toContain('copy.journal');
  });

  it('begins at a later segment, and says which there are', async () => {
    const { code, value } = await replayJson('whole.journal', '--from', '1');
    expect({ code, value }).toMatchObject({ code: 0, value: { turns: 60, hash: match.hashes[120] } });
    expect(await replay('whole.journal', '--from', '7')).toMatchObject({
      code: 2,
      err: 'error: the journal has no segment 7; it has 0 to 1\n',
    });
    expect((await replay('whole.journal', '--from', '-1')).code).toBe(2);
  });

  it('lists the hashes that agreed', async () => {
    const { value } = await replayJson('whole.journal', '--hashes');
    const turns = [30, 60, 90, 120];
    expect(value).toMatchObject({ hashes: turns.map((turn) => ({ turn, tick: turn, hash: match.hashes[turn] })) });
    expect((await replay('whole.journal', '--hashes')).out).toMatch(
      new RegExp(`^30    30    ${match.hashes[30]}$`, 'm'),
    );
  });

  it.each([0, 1, 30, 60, 61, 120])('shows the state after turn %i', async (turn) => {
    const { code, value } = await replayJson('whole.journal', '--turn', `${turn}`);
    expect({ code, value }).toMatchObject({ code: 0, value: { turn, tick: turn, hash: match.hashes[turn] } });
    const { state } = value as unknown as { state: never };
    expect(stateFromJson(layoutOf(arena.state), state)).toBeDefined();
    expect(Object.keys((state as { ships: object }).ships)).toHaveLength(turn === 0 ? 0 : 2);
    const { out } = await replay('whole.journal', '--turn', `${turn}`);
    expect(JSON.parse(out)).toEqual(value);
    expect(out).toContain('\n  "state": {\n');
  });

  it('says which turns there are, and shows none that is not proven', async () => {
    expect(await replay('whole.journal', '--turn', '121')).toMatchObject({
      code: 2,
      err: 'error: the journal does not hold turn 121; it has 0 to 120\n',
    });
    expect((await replay('forged.journal', '--turn', '80')).code).toBe(0);
    const { code, out } = await replay('forged.journal', '--turn', '100');
    expect({ code, out }).toEqual({ code: 3, out: '' });
  });

  it('exits with 3 where the turns do not lead to their hashes', async () => {
    const { code, value, error } = await replayJson('forged.journal');
    expect({ code, value }).toMatchObject({ code: 3, value: { divergedAt: { turn: 90, agreedTurn: 60 } } });
    expect(error!.error).toContain('turn 90 (tick 90) does not replay');
  });

  it('exits with 3 for a file whose end is missing', async () => {
    const whole = readFileSync(join(directory, 'whole.journal'));
    writeFileSync(join(directory, 'torn.journal'), whole.subarray(0, whole.length - 7));
    const { code, value, error } = await replayJson('torn.journal');
    expect({ code, value }).toMatchObject({ code: 3, value: { turns: 120, torn: { lostBytes: expect.any(Number) } } });
    expect(error!.error).toContain('torn.journal ends without its seal');
  });

  it('exports a room that this build cannot run, and says what it needs', async () => {
    const { code, err } = await replay('later-1', '--export', 'later.journal');
    expect(code).toBe(1);
    expect(err).toContain('needs arena version 2');
    expect(readdirSync(directory)).toContain('later.journal');
  });

  it('suggests the rooms that may have been meant', async () => {
    expect(await replay('match')).toEqual({
      code: 2,
      out: '',
      err: 'error: match is neither a file nor a room in data; did you mean match-1?\n',
    });
    expect((await replay('frosen-1')).err).toContain('did you mean frozen-1');
    expect((await replay('something-else')).err).toContain('rubato rooms --data data lists those there are');
  });

  it('says when nothing is on disk yet', async () => {
    expect(await replay('empty-1')).toMatchObject({ code: 1, err: expect.stringContaining('nothing of room empty-1') });
  });

  it('makes no data directory', async () => {
    const { code, err } = await replay('match-1', '--data', 'none');
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('there is no data directory none') });
    expect(readdirSync(directory)).not.toContain('none');
  });
});
