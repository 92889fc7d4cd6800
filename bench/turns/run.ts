/**
 * Turns: orders per CPU-second beside boardgame.io 0.50 in the same run, over a match of 20,000 orders, bytes of a turn, and
 * what matches of tactics take: orders, a hundred turns again, a file of two hundred turns. README.md says what is compared.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { openFile, orderRate, replayTurns } from './battle.ts';
import { playClient, type Played, playMaster } from './boardgame.ts';
import { type Lap, laps, medians, overall } from './lap.ts';
import { journalBytesPerTurn, playRubato } from './rubato.ts';

const ORDERS = 20_000;
const EVERY = 1_000;
const [RUBATO_RUNS, BOARDGAME_RUNS] = [25, 3];
const REPLAYED_TURNS = 100;
const FILE_TURNS = 200;

interface Contender {
  readonly name: string;
  /** Orders per CPU-second over the whole match. */
  readonly rate: number;
  /** The same by thousands, medians of several matches. */
  readonly byThousand: readonly number[];
}

/** One match to warm up, then the median of several, thousand by thousand. */
async function measured(name: string, runs: number, play: (orders: number, lap: Lap) => unknown): Promise<Contender> {
  await play(ORDERS / 2, () => {});
  const all: number[][] = [];
  for (let i = 0; i < runs; i++) {
    const { lap, rates } = laps(EVERY);
    await play(ORDERS, lap);
    all.push(rates);
  }
  const byThousand = medians(all).map(Math.round);
  const contender = { name, rate: Math.round(overall(byThousand)), byThousand };
  const rounded = (rate: number | undefined): string => (rate ?? 0).toLocaleString('en');
  console.log(
    `${name.padEnd(22)}${rounded(contender.rate).padStart(9)} orders per CPU-second; ` +
      `first thousand ${rounded(byThousand[0])}, last ${rounded(byThousand.at(-1))}`,
  );
  return contender;
}

const say = (name: string, value: number, unit: string, goal = ''): void =>
  console.log(`${name.padEnd(54)}${value.toFixed(value < 10 ? 2 : 0).padStart(8)} ${unit.padEnd(22)}${goal}`.trimEnd());

const played: Record<string, Played> = {};
const rubato = await measured('Rubato', RUBATO_RUNS, playRubato);
const client = await measured('boardgame.io, client', BOARDGAME_RUNS, (orders, lap) => {
  played['client'] = playClient(orders, lap);
});
const master = await measured('boardgame.io, master', BOARDGAME_RUNS, async (orders, lap) => {
  played['master'] = await playMaster(orders, lap);
});
const ratio = rubato.rate / Math.max(client.rate, master.rate);
/** The second half of the match to the first: single thousands last 10 ms, which is noise. */
const halves = ({ byThousand }: Contender): number =>
  overall(byThousand.slice(byThousand.length / 2)) / overall(byThousand.slice(0, byThousand.length / 2));
const [flat, peerFlat] = [halves(rubato), halves(client)];
say('ratio to the faster of the two', ratio, '', 'goal ≥ 5');
say('Rubato: second half of the match to the first', flat, '', 'goal: flat');
say('boardgame.io, client: the same', peerFlat, '');

const bytes = {
  rubatoJournal: Math.round(journalBytesPerTurn(50)),
  boardgameLog: Math.round(played['master']?.logBytesPerTurn ?? 0),
  boardgameSent: Math.round(played['master']?.sentBytesPerTurn ?? 0),
};
say('a turn of 100 orders in the journal of Rubato', bytes.rubatoJournal, 'B');
say('the same in the log of boardgame.io', bytes.boardgameLog, 'B');
say('the same as its master sends each player', bytes.boardgameSent, 'B');

const tacticsOrders = Math.round(orderRate(150));
say('tactics: orders, each checked against its own view', tacticsOrders, 'orders per CPU-second');
replayTurns(10);
const replay = replayTurns(REPLAYED_TURNS);
say(`tactics: ${REPLAYED_TURNS} turns of 300 ticks again`, replay.seconds, 's', 'goal ≤ 1');
say('tactics: the same', replay.cpuSeconds, 'CPU-seconds');
const file = await openFile(FILE_TURNS);
say(`tactics: a file of ${FILE_TURNS} turns opened`, file.openMs, 'ms', 'goal ≤ 200');
say('tactics: the same, slowest of seven', file.slowestMs, 'ms');
say('tactics: the same file played again and verified', file.verifySeconds, 's');
say('tactics: a turn of three players in the file, signed', file.bytesPerTurn, 'B');

const at = process.argv.findIndex((flag) => flag.startsWith('--json='));
if (at > 0) {
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, node: process.version };
  const measuredAt = new Date().toISOString();
  const contenders = [rubato, client, master];
  const report = {
    bench: 'turns',
    measuredAt,
    machine,
    orders: ORDERS,
    contenders,
    ratio,
    flat,
    peerFlat,
    bytes,
    tacticsOrders,
  };
  const path = process.argv[at]?.slice('--json='.length) ?? '';
  writeFileSync(path, `${JSON.stringify({ ...report, replay, file }, undefined, 2)}\n`);
}
