/** A fight's journal is an ordinary one: `rubato replay` and `rubato verify` run it. */
import { BotRunner, exportJournal, JournalSegmentWriter, Machine, type OrderOf } from '@rubato/game';
import { fight, fightBot } from '@rubato/realm';
import type { Seat } from '@rubato/schema';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callJson } from './testing/call.ts';
import { freshFolder } from './testing/folder.ts';

/** A character against a wolf, as the settings' defaults have it, until one of them has fallen. */
function fought(): { readonly journal: Uint8Array; readonly hash: string; readonly result: unknown } {
  const seed = Uint8Array.from({ length: 16 }, (_, at) => 3 * at);
  const machine = Machine.start(fight, { seats: [1, 2] as Seat[], seed, hashEvery: 16 });
  const writer = new JournalSegmentWriter(machine as never, { room: 'fight-1', epoch: 1, segment: 0 });
  const head = writer.head();
  const bots = new BotRunner(fightBot, seed);
  for (let seq = 1; machine.result() === undefined; seq++) {
    const [seat] = machine.awaits() as [Seat];
    const { orders = [] } = bots.play(machine.view, seat, machine.tick);
    const given = orders.map((command) => ({ seat, seq, seenTick: machine.tick, ...command }) as OrderOf<typeof fight>);
    writer.add(machine.runTurn({ orders: given, ticks: 1 }).turn);
  }
  return { journal: exportJournal([head, writer.block()]), hash: machine.hash(), result: machine.result() };
}

it('a fight’s journal replays and verifies', async () => {
  const directory = freshFolder();
  const { journal, hash, result } = fought();
  writeFileSync(join(directory, 'fight.journal'), journal);
  const replayed = await callJson(['replay', 'fight.journal'], { directory });
  expect([replayed.code, replayed.value]).toMatchObject([0, { game: 'realm-fight', room: 'fight-1', hash, result }]);
  expect((await callJson(['verify', 'fight.journal'], { directory })).code).toBe(0);
  journal[journal.length >> 1]! ^= 1;
  writeFileSync(join(directory, 'changed.journal'), journal);
  expect((await callJson(['verify', 'changed.journal'], { directory })).code).not.toBe(0);
});
