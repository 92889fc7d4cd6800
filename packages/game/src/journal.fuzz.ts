// Bytes that nobody wrote: whatever is thrown at the readers, they answer or refuse, quickly, and never with the wrong error.

import { describe, expect, it } from 'vitest';
import { DecodeError } from '@rubato/schema';
import type { AnyGame } from './any-game.ts';
import { JournalCorrupt, WrongGame } from './journal-errors.ts';
import { exportJournal, readJournal } from './journal-file.ts';
import { readRecords, turnsOf } from './journal-reader.ts';
import { drawsAt } from './random.ts';
import { replay } from './replay.ts';
import { mover, race, SEED } from './test-games.ts';
import { playMover, playRace, rechained } from './test-journals.ts';
import { decodeTurn, encodeTurn } from './turn-codec.ts';

const MUTATIONS = 12_000;
const dice = drawsAt(SEED, 'fuzz', 'shuffle', 1);

/** The bytes with some of them changed, dropped, repeated or made up. */
const mutate = (bytes: Uint8Array): Uint8Array => {
  const result = [...bytes];
  for (let n = dice.int(1, 4); n > 0; n--) {
    const at = dice.int(0, Math.max(0, result.length - 1));
    const kind = dice.int(0, 5);
    if (kind <= 1) result[at] = (result[at] ?? 0) ^ (1 << dice.int(0, 7));
    else if (kind === 2) result[at] = dice.pick([0, 1, 0x7f, 0x80, 0xfe, 0xff]);
    else if (kind === 3) result.splice(at, dice.int(1, 8));
    else if (kind === 4) result.splice(at, 0, ...Array.from({ length: dice.int(1, 8) }, () => dice.int(0, 255)));
    else result.splice(at, result.length - at);
  }
  return Uint8Array.from(result);
};

/** Runs it and answers whether it went through; any other error than these is a finding. */
const survives = (run: () => unknown, ...allowed: (new (...args: never[]) => Error)[]): boolean => {
  try {
    run();
    return true;
  } catch (error) {
    if (allowed.some((kind) => error instanceof kind)) return false;
    throw error;
  }
};

describe('fuzzed', () => {
  for (const [game, match] of [
    [mover, playMover()],
    [race, playRace()],
  ] as const)
    it(`${MUTATIONS} mutated turns of ${game.name} decode to a turn that survives its bytes, or throw DecodeError`, () => {
      const originals = match.turns.map((turn) => encodeTurn(game, turn));
      let read = 0;
      for (let i = 0; i < MUTATIONS; i++) {
        const bytes = mutate(dice.pick(originals));
        const through = survives(() => {
          const turn = decodeTurn(game, bytes);
          expect(decodeTurn(game, encodeTurn(game, turn))).toEqual(turn);
        }, DecodeError);
        if (through) read += 1;
      }
      expect(read).toBeGreaterThan(MUTATIONS / 100);
    });

  it(`${MUTATIONS} mutated files are read, torn or corrupt, and what is read are turns that were written`, () => {
    const { records, turns } = playRace(8);
    const file = exportJournal(records);
    for (let i = 0; i < MUTATIONS; i++) {
      const bytes = mutate(file);
      survives(() => {
        const journal = readJournal(bytes);
        const kept = journal.segments.flatMap((segment) => [...turnsOf(race, segment)]);
        expect(kept).toEqual(turns.slice(0, journal.turns));
        if (bytes.length !== file.length) expect(journal.sealed).toBe(false);
      }, JournalCorrupt);
    }
  });

  it(`${MUTATIONS} forged records, their chain made to fit, never do worse than JournalCorrupt or WrongGame, replay included`, () => {
    const zeros = new Uint8Array(32);
    const heads = [playMover(), playRace(4)].map(({ records }) => records);
    const known: Record<string, AnyGame> = { mover, race };
    let replayed = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const [head, block] = dice.pick(heads) as [Uint8Array, Uint8Array];
      const forgeHead = dice.chance(0.5);
      const body = head.subarray(0, -32);
      const forgedHead = rechained(zeros, forgeHead ? mutate(body) : body);
      const forgedBlock = rechained(
        forgedHead.subarray(-32),
        forgeHead ? block.subarray(0, -32) : mutate(block.subarray(0, -32)),
      );
      const through = survives(
        () => {
          const segments = readRecords([forgedHead, forgedBlock]);
          const game = known[segments[0]?.head.game ?? ''] ?? race;
          try {
            replay(game, segments, { maxTicks: 400 });
          } catch (error) {
            if (!/more than 400 ticks/.test(String(error))) throw error;
          }
        },
        JournalCorrupt,
        WrongGame,
      );
      if (through) replayed += 1;
    }
    expect(replayed).toBeGreaterThan(MUTATIONS / 100);
  });
});
