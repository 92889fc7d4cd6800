/** Rubato playing the tally game as its turn service does: each sheet checked, the turn run, the state's hash taken. */
import { exportJournal, JournalSegmentWriter, Machine, type Seat } from '@rubato/game';
import { kernelRules } from '@rubato/server';
import type { PlayedSheet } from '@rubato/services';
import type { Lap } from './lap.ts';
import { ROWS, SEATS, SHEET, tally, TURN } from './tally.ts';

export const SEED = '00112233445566778899aabbccddeeff';

const addsOf = (done: number) =>
  Array.from({ length: SHEET }, (_, i) => ({ name: 'add', args: { row: (done + i) % ROWS, n: 1 } }));

export async function playRubato(orders: number, lap: Lap): Promise<void> {
  const position = kernelRules(tally).begin({ seed: SEED, seats: SEATS, settings: '{}' });
  for (let done = 0; done < orders;) {
    const sheets = Array.from({ length: SEATS }, (_, seat): PlayedSheet => {
      return { seat: seat + 1, by: 'player', orders: JSON.stringify(addsOf(done)) };
    });
    for (const { seat, orders: text } of sheets) {
      const problems = await position.check(seat, text);
      if (problems.length > 0) throw new Error('an order was refused');
    }
    await position.run(sheets);
    await position.hash();
    done += TURN;
    lap(done);
  }
  const view = JSON.parse(await position.view(1)) as {
    readonly sums: Readonly<Record<string, { readonly sum: number }>>;
  };
  const sum = Object.values(view.sums).reduce((all, each) => all + each.sum, 0);
  if (sum !== orders) throw new Error(`Rubato applied ${sum} of ${orders} orders`);
}

/** Bytes of the journal for each turn of the same match. */
export function journalBytesPerTurn(turns: number): number {
  const seats = Array.from({ length: SEATS }, (_, i) => (i + 1) as Seat);
  const machine: Machine = Machine.start(tally.game, { seats, seed: Buffer.from(SEED, 'hex') });
  const writer = new JournalSegmentWriter(machine, { room: 'bench', epoch: 1, segment: 0 });
  const records = [writer.head()];
  const before = exportJournal(records).length;
  for (let turn = 0; turn < turns; turn++) {
    const orders = seats.flatMap((seat) =>
      addsOf(turn * TURN).map((order, i) => ({ ...order, seat, seq: i + 1, seenTick: machine.tick })),
    );
    records.push(writer.block([machine.runTurn({ orders, ticks: 1, onReject: 'lapsed' }).turn]));
  }
  return (exportJournal(records).length - before) / turns;
}
