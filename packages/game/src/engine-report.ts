// What one engine makes of everything that must come out alike on all: own mathematics, dice, and matches replayed from
// their journals. Bare engines run it bundled; it needs nothing but the language.

import { Hash64 } from '@rubato/schema';
import { exportJournal, readJournal } from './journal-file.ts';
import { exp, log } from './math/exponential.ts';
import { hypot } from './math/geometry.ts';
import { acos, asin, atan, atan2 } from './math/inverse.ts';
import { pow } from './math/power.ts';
import { cos, sin, tan } from './math/trigonometry.ts';
import { drawsAt } from './random.ts';
import { replay } from './replay.ts';
import { mover, race, SEED } from './test-games.ts';
import { playMover, playRace } from './test-journals.ts';
import { fromHex, hex } from '@rubato/schema';

const ARGUMENTS = 3000;

const mathematics = (): string => {
  const hash = new Hash64();
  const dice = drawsAt(SEED, 'arguments', 'shuffle', 1);
  const scale = (): number => pow(2, dice.int(-60, 60)) * (dice.chance(0.5) ? 1 : -1);
  for (let i = 0; i < ARGUMENTS; i++) {
    const x = dice.float() * scale();
    const y = (dice.float() - 0.5) * pow(2, dice.int(-6, 6));
    for (const f of [sin, cos, tan, atan, exp, log, asin, acos]) hash.f64(canonical(f(x)));
    for (const f of [asin, acos, exp]) hash.f64(canonical(f(y)));
    hash.f64(canonical(atan2(y, x)));
    hash.f64(canonical(hypot(x, y)));
    hash.f64(canonical(pow(Math.abs(x), y)));
  }
  for (let k = 20; k < 1024; k += 3) hash.f64(sin(pow(2, k) * 1.1));
  return hash.digest();
};

/** Engines may differ in the bits of NaN, and games can't see them. */
const canonical = (x: number): number => (x === x ? x : 0.5);

const randomness = (): string => {
  const hash = new Hash64();
  for (let tick = 0; tick < 200; tick++) {
    const dice = drawsAt(SEED, `stream ${tick % 7} é`, 'tick', tick * 1e7);
    for (let i = 0; i < 10; i++) hash.f64(dice.float() + dice.int(-5, 1000));
  }
  return hash.digest();
};

/** The hash after each turn of a journal that another engine may have written. */
const replayed = (game: typeof mover | typeof race, file: Uint8Array): string => {
  const hashes: string[] = [];
  const { divergedAt } = replay(game as typeof race, readJournal(file), {
    onTurn: (_turn, _report, machine) => void hashes.push(machine.hash()),
  });
  return divergedAt === undefined ? hashes.join(' ') : `diverged: ${JSON.stringify(divergedAt)}`;
};

/** Journals as this engine writes them, hexadecimal. */
export const writtenJournals = (): { readonly mover: string; readonly race: string } => ({
  mover: hex(exportJournal(playMover().records)),
  race: hex(exportJournal(playRace(60).records)),
});

/** Everything in a few lines; equal on all engines. `journals` are those that one of them wrote. */
export const engineReport = (journals: { readonly mover: string; readonly race: string }): string =>
  [
    `mathematics ${mathematics()}`,
    `randomness ${randomness()}`,
    `mover ${replayed(mover, fromHex(journals.mover))}`,
    `race ${replayed(race, fromHex(journals.race))}`,
  ].join('\n');
