import { arena } from '@rubato/arena';
import { exportJournal, readJournal } from '@rubato/game';
import type { AnyGame } from '@rubato/game';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { call, callJson } from '../testing/call.ts';
import { freshFolder } from '../testing/folder.ts';
import { playMatch } from '../testing/match.ts';
import type { MatchWish } from '../testing/match.ts';

const directory = freshFolder(afterAll);
const match = playMatch();
const whole = exportJournal(match.records);

async function verify(bytes: Uint8Array) {
  writeFileSync(join(directory, 'm.journal'), bytes);
  return callJson(['verify', 'm.journal'], { directory });
}

const verifyMatch = (wish: MatchWish) => verify(exportJournal(playMatch(wish).records));

/** Where each record begins, and the first turn that it vouches for. */
function places(): { offset: number; turn: number }[] {
  let next = 0;
  const heads = readJournal(whole).segments.flatMap((segment) => {
    const head = { offset: segment.offset, turn: next };
    next = segment.head.turn + 1;
    const blocks = segment.blocks.map(({ offset, firstTurn, count }) => {
      next = firstTurn + count;
      return { offset, turn: firstTurn };
    });
    return [head, ...blocks];
  });
  const last = heads.at(-1)!;
  const lastSize = match.records.at(-1)!.length;
  return [{ offset: 0, turn: 0 }, ...heads, { offset: last.offset + 9 + lastSize, turn: next }];
}

describe('verify', () => {
  it('says of a whole file what it holds', async () => {
    writeFileSync(join(directory, 'm.journal'), whole);
    const { code, out, err } = await call(['verify', 'm.journal'], { directory });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      `OK: 120 turns to tick 120, hash ${match.hashes[120]}\n    arena, room match-1, ${(whole.length / 1000).toFixed(1)} kB sealed, 4 hashes agreed\n`,
    );
    expect((await verify(whole)).value).toEqual({
      ok: true,
      file: 'm.journal',
      bytes: whole.length,
      sealed: true,
      opening: 'setup',
      room: 'match-1',
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

  it('names the first bad turn wherever one bit was changed', async () => {
    const records = places();
    expect(records.length).toBeGreaterThan(8);
    const looked = new Set<number>();
    // A stride without a common divisor with the lengths: every part of the format is met.
    for (let at = 0; at < whole.length; at += at < 64 || at > whole.length - 64 ? 1 : 37) {
      const flipped = whole.slice();
      flipped[at]! ^= 1 << (at % 8);
      const { code, value, error } = await verify(flipped);
      const place = records.findLast(({ offset }) => offset <= at)!;
      looked.add(place.offset);
      expect({ at, code, value }).toMatchObject({ at, code: 3, value: { ok: false, badTurn: place.turn } });
      expect(error).toMatchObject({ exitCode: 3, error: expect.stringContaining(`turn ${place.turn}: `) });
    }
    expect(looked.size).toBe(records.length);
  }, 120_000);

  it('says it in words, too', async () => {
    const flipped = whole.slice();
    flipped[whole.length >> 1]! ^= 1;
    writeFileSync(join(directory, 'm.journal'), flipped);
    const { code, out, err } = await call(['verify', 'm.journal'], { directory });
    expect(code).toBe(3);
    expect(out).toMatch(/^NOT OK: turn \d+ and what follows\n$/);
    expect(err).toMatch(/^error: m\.journal: journal is corrupt at byte \d+, turn \d+: /);
  });

  it('says of a file that was cut off what is whole', async () => {
    const records = places();
    for (let size = 0; size < whole.length; size += 97) {
      const { code, value, error } = await verify(whole.subarray(0, size));
      expect(code).toBe(3);
      // The record that was cut, or the seal.
      const cut = records.findLast(({ offset }) => offset <= size)!;
      if (cut.turn === 0) {
        expect({ size, value }).toMatchObject({ size, value: { ok: false, badTurn: 0 } });
        continue;
      }
      const turns = cut.turn - 1;
      expect({ size, value }).toMatchObject({ size, value: { ok: false, sealed: false, turns } });
      expect(value).toMatchObject({ hash: match.hashes[turns], torn: { lostBytes: size - cut.offset } });
      expect(error!.error).toContain('ends without its seal');
    }
    const unsealed = whole.subarray(0, records.at(-1)!.offset);
    writeFileSync(join(directory, 'm.journal'), unsealed);
    expect(await call(['verify', 'm.journal'], { directory })).toEqual({
      code: 3,
      out: `CUT OFF: 120 turns to tick 120, hash ${match.hashes[120]} are whole\n`,
      err: 'error: m.journal ends without its seal, so its end is missing; export it again\n',
    });
  }, 120_000);

  it('takes no bytes after the seal', async () => {
    const { code, value } = await verify(Uint8Array.from([...whole, 0]));
    expect({ code, value }).toMatchObject({ code: 3, value: { ok: false, badTurn: 121 } });
  });

  it('finds the turn that was forged in a file that is whole and sealed', async () => {
    const { code, value, error } = await verifyMatch({
      falsify: (turn) => (turn.number === 60 ? { ...turn, hash: '0123456789abcdef' } : turn),
    });
    expect(code).toBe(3);
    expect(value).toMatchObject({ ok: false, badTurn: 60, tick: 60, agreedTurn: 30, expected: '0123456789abcdef' });
    expect(error!.error).toContain(
      `turn 60 (tick 60) does not replay: expected 0123456789abcdef, got ${match.hashes[60]}`,
    );
  });

  it('finds a frame that was forged by the next hash', async () => {
    const { code, value } = await verifyMatch({
      falsify: (turn) => (turn.number === 40 ? { ...turn, frames: [] } : turn),
    });
    expect({ code, value }).toMatchObject({ code: 3, value: { ok: false, badTurn: 60, agreedTurn: 30 } });
  });

  it('finds an opening that the rules would not have set up', async () => {
    const { code, value, error } = await verifyMatch({
      rig: ({ state }) => void (state.round.number = 7),
    });
    expect({ code, value }).toMatchObject({ code: 3, value: { ok: false, badTurn: 0 } });
    expect(error!.error).toContain('turn 0 is not what the rules set up');
  });

  it('vouches for no journal with turns missing', async () => {
    const { code, value, error } = await verifyMatch({ lose: { from: 51, to: 60 } });
    expect({ code, value }).toMatchObject({ code: 3, value: { ok: false, badTurn: 51 } });
    expect(error!.error).toContain('turns 51 to 60 are missing');
  });

  it('takes the first state of a later segment on trust, and says so', async () => {
    const second = match.records.findIndex((_, at) => at > 0 && match.records[at]![0] === match.records[0]![0]);
    const late = exportJournal(match.records.slice(second));
    expect(await verify(late)).toMatchObject({ code: 0, value: { ok: true, opening: 'given', turns: 60 } });
    expect((await call(['verify', 'm.journal'], { directory })).out).toContain('its first state taken on trust');
  });

  it('says when the rules here are other words that lead to the same', async () => {
    const result = () => undefined;
    const { code, value } = await verifyMatch({ game: { ...arena, result } as unknown as AnyGame, turns: 40 });
    expect({ code, value }).toMatchObject({ code: 0, value: { ok: true, rulesChanged: true } });
    const { out } = await call(['verify', 'm.journal'], { directory });
    expect(out).toContain('under rules that are not word for word the same');
    expect((await call(['replay', 'm.journal'], { directory })).out).toMatch(/^rules +not word for word/m);
  });

  it('says which game or version a file needs that this build lacks, and that its bytes are whole', async () => {
    const later = { ...arena, version: 9 } as unknown as AnyGame;
    const { code, value, error } = await verifyMatch({ game: later, turns: 40 });
    expect(code).toBe(1);
    expect(value).toMatchObject({ ok: false, checked: false, sealed: true, game: 'arena', version: 9, turns: 40 });
    expect(error!.error).toMatch(/needs arena version 9; here is arena version 1: open it with a build/);
    const other = await verifyMatch({ game: { ...arena, name: 'polo' } as unknown as AnyGame, turns: 40 });
    expect(other.code).toBe(1);
    expect(other.error!.error).toMatch(/needs polo version 1; this build has arena/);
    expect((await call(['verify', 'm.journal'], { directory })).out).toBe(
      'NOT CHECKED: 40 turns of polo version 1, whole and sealed\n',
    );
  });

  it('says of a file of another kind, or none, that it is that', async () => {
    expect(await verify(new TextEncoder().encode('# a readme, perhaps'))).toMatchObject({
      code: 3,
      error: { error: expect.stringContaining('not a journal file') },
    });
    const version = whole.slice();
    version[6] = 2;
    expect((await verify(version)).error!.error).toContain('file version 2; this program reads version 1');
    expect((await verify(new Uint8Array())).code).toBe(3);
    expect(await call(['verify', 'none'], { directory })).toMatchObject({
      code: 2,
      err: 'error: none cannot be read: there is no such file; rubato replay ROOM --export FILE makes one\n',
    });
    expect((await call(['verify', '.'], { directory })).err).toContain('it is a directory');
  });
});
