// The game of README.md is played: what its block says is run as it stands, not a copy of it.
import * as game from '@rubato/game';
import * as schema from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { transformSync } from 'esbuild';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { allBlocks } from './snippets/pages.ts';

interface Ship {
  readonly owner: Seat;
  readonly x: number;
  readonly vx: number;
}

const PACKAGES: Readonly<Record<string, object>> = { '@rubato/game': game, '@rubato/schema': schema };
const [ONE, TWO] = [1 as Seat, 2 as Seat];

const blocks = allBlocks('README.md').filter(({ language }) => language === 'ts');
const text = blocks[0]!.text;

function exported(): { readonly drift: game.AnyGame } {
  const { code } = transformSync(text, { loader: 'ts', format: 'cjs' });
  const module = { exports: {} };
  runInNewContext(code, { module, exports: module.exports, require: (name: string) => PACKAGES[name] });
  return module.exports as { readonly drift: game.AnyGame };
}

it('is one block of about ten lines', () => {
  expect(blocks).toHaveLength(1);
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import'));
  expect(lines.length).toBeLessThanOrEqual(12);
});

it('moves a ship by its stick and its inertia, and its journal replays', () => {
  const { drift } = exported();
  const machine = game.Machine.start(drift, { seats: [], seed: new Uint8Array(game.SEED_BYTES), hashEvery: 1 });
  const writer = new game.JournalSegmentWriter(machine, { room: 'readme', epoch: 1, segment: 0 });
  const ships = () =>
    [...(machine.view as { readonly ships: Iterable<Ship> }).ships].map(({ owner, x, vx }) => [owner, x, vx]);
  const join = (seat: Seat) => ({ seat, seq: 0, seenTick: 0, name: game.JOIN, args: {} });
  const push = (args: object) => new Map([[ONE, { args, seenTick: 0 }]]);
  writer.add(machine.runTurn({ orders: [join(ONE), join(TWO)], ticks: 0 }).turn);
  for (let tick = 0; tick < 32; tick++) writer.add(machine.runTurn({ ticks: 1, frames: push({ push: 64 }) }).turn);
  // 64/4096 more each tick: 1/64, 2/64, … 32/64; x is their sum.
  expect(ships()).toEqual([
    [ONE, (32 * 33) / 2 / 64, 0.5],
    [TWO, 0, 0],
  ]);
  for (let tick = 0; tick < 10; tick++) writer.add(machine.runTurn({ ticks: 1 }).turn);
  expect(ships()[0]).toEqual([ONE, 8.25 + 10 * 0.5, 0.5]);
  const records = [writer.head(), writer.block()];
  const report = game.replay(drift, game.readRecords(records));
  expect([report.turns, report.divergedAt, report.machine.hash()]).toEqual([43, undefined, machine.hash()]);
});
