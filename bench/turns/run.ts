/**
 * Turns: orders per CPU-second beside boardgame.io 0.50 in the same run, over a match of 20,000 orders, and how long 100
 * turns of tactics take to run again. Where boardgame.io isn't installed in bench/turns, it says so and measures the rest.
 */
import { cpuUsage } from 'node:process';
import type { PlayedSheet } from '@rubato/services';
import { kernelRules, type TurnGame } from '@rubato/server';
import { canonicalSheet, checkSheet, tactics, TURN_TICKS } from '@rubato/tactics';
import { ROWS, SEATS, tally } from './tally.ts';

const ORDERS = 20_000;
/** Orders of one seat in one turn. */
const SHEET = 25;
const EVERY = 2_000;
const REPLAYED_TURNS = 100;
const seed = '00112233445566778899aabbccddeeff';

const cpuMs = (): number => {
  const { user, system } = cpuUsage();
  return (user + system) / 1000;
};

/** As the service does it: each sheet checked, the turn run, its hash taken. */
function playRubato(orders: number): number[] {
  const position = kernelRules(tally).begin({ seed, seats: SEATS, settings: '{}' });
  const rates: number[] = [];
  let since = cpuMs();
  for (let done = 0; done < orders;) {
    const sheets = Array.from({ length: SEATS }, (_, seat): PlayedSheet => {
      const adds = Array.from({ length: SHEET }, (_each, i) => ({
        name: 'add',
        args: { row: (done + i) % ROWS, n: 1 },
      }));
      return { seat: seat + 1, by: 'player', orders: JSON.stringify(adds) };
    });
    for (const { seat, orders: text } of sheets)
      if (position.check(seat, text).length > 0) throw new Error('an order was refused');
    position.run(sheets);
    position.hash();
    done += SEATS * SHEET;
    if (done % EVERY !== 0) continue;
    const now = cpuMs();
    rates.push((1000 * EVERY) / (now - since));
    since = now;
  }
  return rates;
}

const mean = (rates: readonly number[]): number => rates.length / rates.reduce((all, each) => all + 1 / each, 0);
const row = (name: string, rates: readonly number[]): void =>
  console.log(
    `${name.padEnd(16)}${Math.round(mean(rates)).toString().padStart(9)} orders per CPU-second; ` +
      `by ${EVERY}: ${rates.map((rate) => Math.round(rate)).join(' ')}`,
  );

const flatness = (rates: readonly number[]): string => (rates.at(-1)! / rates[0]!).toFixed(2);

playRubato(ORDERS);
const ours = playRubato(ORDERS);
row('Rubato', ours);
console.log(`the last ${EVERY} orders against the first: ${flatness(ours)}`);
try {
  const { playBoardgame } = await import('./boardgame.ts');
  playBoardgame(EVERY, cpuMs, EVERY);
  const theirs = playBoardgame(ORDERS, cpuMs, EVERY);
  row('boardgame.io', theirs);
  console.log(`the last ${EVERY} orders against the first: ${flatness(theirs)}`);
  console.log(`ratio ${(mean(ours) / mean(theirs)).toFixed(1)} (goal ≥ 5)`);
} catch (error) {
  if ((error as { code?: string }).code !== 'MODULE_NOT_FOUND') throw error;
  console.log('boardgame.io is not installed in bench/turns: nothing to compare with');
}

const battle: TurnGame = {
  game: tactics,
  ticks: TURN_TICKS,
  leastSeats: 2,
  mostSeats: 6,
  checkSheet,
  arrange: canonicalSheet,
};
const settings = JSON.stringify({ scenario: 'asteroid-belt-ambush', turnLimit: REPLAYED_TURNS });
const rotation = { x: 0, y: 0, z: 0, w: 1 };

/** Everybody flies about, far from each other, so that nobody is lost before the end. */
function sheetsOf(turn: number, view: string): PlayedSheet[] {
  const { ships } = JSON.parse(view) as { ships: Record<string, { owner: number; x: number; y: number; z: number }> };
  return [1, 2, 3].map((seat) => {
    const own = Object.entries(ships).filter(([, ship]) => ship.owner === seat);
    const orders = own.flatMap(([id, { x, y, z }]) => [
      {
        name: 'MovementPlanned',
        args: {
          ship: Number(id),
          mode: 'Move',
          position: { x: Math.round(x), y: Math.round(y), z: Math.round(z) + (turn % 2 ? 9 : -9) },
          rotation,
        },
      },
      { name: 'MovementConfirmed', args: { ship: Number(id) } },
    ]);
    return { seat, by: 'player', orders: JSON.stringify(orders) };
  });
}
const rules = kernelRules(battle);
const match = { seed, seats: 3, settings: JSON.stringify({ ...JSON.parse(settings), fog: false }) };
const played = rules.begin(match);
const record: PlayedSheet[][] = [];
while (played.turn < REPLAYED_TURNS && played.result() === undefined) {
  const sheets = sheetsOf(played.turn, played.view(1));
  record.push(sheets);
  played.run(sheets);
}
const before = { wall: performance.now(), cpu: cpuMs() };
const again = rules.begin(match);
for (const sheets of record) again.run(sheets);
const seconds = (performance.now() - before.wall) / 1000;
if (again.hash() !== played.hash()) throw new Error('the replay came out differently');
console.log(
  `${record.length} turns of tactics (${record.length * TURN_TICKS} ticks) again in ${seconds.toFixed(2)} s, ` +
    `${((cpuMs() - before.cpu) / 1000).toFixed(2)} CPU-seconds (goal ≤ 1 s)`,
);
