/** Matches of tactics: orders of a turn, a hundred turns again, and a file of two hundred turns. */
import { Machine, type Order, type Seat } from '@rubato/game';
import {
  type LetterGame,
  Match,
  newCommit,
  newGenesis,
  newSheet,
  openMatch,
  openTribal,
  readGenesis,
  rulesOf,
  saveTribal,
  shapesOf,
  signGenesis,
  verifyTribal,
  WebLetterCrypto,
} from '@rubato/letters';
import { base64url } from '@rubato/schema';
import { canonicalSheet, tactics, type TacticsOrder, TURN_TICKS } from '@rubato/tactics';
import { cpuMs, median } from './lap.ts';
import { SEED } from './rubato.ts';

const seed = Buffer.from(SEED, 'hex');
const seats = [1, 2, 3] as Seat[];
const rotation = { x: 0, y: 0, z: 0, w: 1 };
/** Nobody meets, so that nobody is lost before the end. */
const settings = { scenario: 'asteroid-belt-ambush', turnLimit: 1000, fog: false };

interface Afloat {
  readonly id: number;
  readonly owner: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Everybody flies to and fro: a plan and its confirmation for each ship of a seat. */
function plansOf(machine: Machine, seat: number): { readonly name: string; readonly args: Record<string, unknown> }[] {
  const ships = [...(machine.view as { ships: Iterable<Afloat> }).ships].filter(({ owner }) => owner === seat);
  const away = machine.turn % 2 === 0 ? 9 : -9;
  return ships.flatMap(({ id, x, y, z }) => {
    const position = { x: Math.round(x), y: Math.round(y), z: Math.round(z) + away };
    return [
      { name: 'MovementPlanned', args: { ship: id, mode: 'Move', position, rotation } },
      { name: 'MovementConfirmed', args: { ship: id } },
    ];
  });
}

const ordersOf = (machine: Machine): Order[] =>
  seats.flatMap((seat) =>
    plansOf(machine, seat).map((plan, i) => ({ ...plan, seat, seq: i + 1, seenTick: machine.tick })),
  );

/** Orders per CPU-second of a turn's beginning, where what each seat sees is hidden from the others. */
export function orderRate(rounds: number): number {
  const machine: Machine = Machine.start(tactics, { seats, seed, settings: { ...settings, fog: true }, hashEvery: 0 });
  const opening = machine.snapshot();
  const orders = ordersOf(machine);
  const rates = Array.from({ length: 7 }, () => {
    const since = cpuMs();
    for (let i = 0; i < rounds; i++) {
      machine.restore(opening);
      const { outcomes } = machine.runTurn({ orders, ticks: 0 });
      if (outcomes.some(({ status }) => status !== 'applied')) throw new Error('an order was refused');
    }
    return (1000 * rounds * orders.length) / (cpuMs() - since);
  });
  return median(rates);
}

/** Plays a match, then runs its turns again; throws unless the end is the same. */
export function replayTurns(turns: number): { readonly seconds: number; readonly cpuSeconds: number } {
  const start = (): Machine => Machine.start(tactics, { seats, seed, settings });
  const played = start();
  const record = Array.from({ length: turns }, () => {
    return played.runTurn({ orders: ordersOf(played), ticks: TURN_TICKS, onReject: 'lapsed' }).turn;
  });
  const [since, cpuSince] = [performance.now(), cpuMs()];
  const again = start();
  for (const turn of record) if (again.rerun(turn).turn.hash !== turn.hash) throw new Error('another turn than before');
  return { seconds: (performance.now() - since) / 1000, cpuSeconds: (cpuMs() - cpuSince) / 1000 };
}

const letterGame: LetterGame = {
  game: tactics,
  arrange: (orders: readonly TacticsOrder[]) => canonicalSheet(orders),
};
const crypto = new WebLetterCrypto();
const START_MS = 1_760_000_000_000;
const HOUR_MS = 3_600_000;

async function newMatch() {
  const people = await Promise.all(
    ['ada', 'ben', 'cho'].map(async (player) => {
      return { player, sign: await crypto.newSigningPair(), seal: await crypto.newSealingPair() };
    }),
  );
  const shown = people.map(({ player, sign, seal }, i) => {
    const keys = { sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
    return { player, name: player, ...keys, seat: i + 1, faction: 'bench' };
  });
  const limits = { ticks: TURN_TICKS, turnMs: HOUR_MS, revealMs: HOUR_MS, strikes: 2, standIn: 'none' };
  const [schema, rules] = [shapesOf(letterGame), rulesOf(letterGame)];
  const { name: game, version: gameVersion } = tactics;
  const body = { game, gameVersion, schema, rules, scenario: 'bench', settings, limits, players: shown };
  let letter = newGenesis({ mode: 'peer', ...body, createdMs: START_MS }, seed);
  for (const { player, sign } of people) letter = await signGenesis(crypto, letter, player, sign);
  return { people, match: new Match(letterGame, readGenesis(letter), crypto) };
}

/** The file of a match in which all sign, commit to and show their orders each turn. */
async function fileOf(turns: number): Promise<Uint8Array> {
  const { people, match } = await newMatch();
  for (let turn = 0; turn < turns; turn++) {
    const letters: Parameters<Match['accept']>[0][] = [];
    for (const [i, { player, sign }] of people.entries()) {
      const author = { player, pair: sign, crypto, nowMs: match.openedMs + 60_000 };
      const random = globalThis.crypto.getRandomValues(new Uint8Array(64));
      const sheet = await newSheet(match, author, { orders: plansOf(match.machine, i + 1) as never, random });
      letters.unshift(await newCommit(match, author, sheet));
      letters.push(sheet);
    }
    for (const letter of letters) {
      const answer = await match.accept(letter);
      if (!answer.ok) throw new Error(`${answer.code}: ${answer.message}`);
    }
    match.close();
    match.watched();
  }
  return saveTribal(match, { nowMs: START_MS + turns * HOUR_MS });
}

/** How long a file takes to open, to be played on, and to be played again from its beginning with every signature. */
export async function openFile(turns: number) {
  const file = await fileOf(turns);
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const since = performance.now();
    await openMatch(openTribal(file), letterGame, crypto);
    times.push(performance.now() - since);
  }
  const since = performance.now();
  const verdict = await verifyTribal(file, letterGame, crypto);
  if (!verdict.sound || verdict.to !== turns) throw new Error(`not sound: ${verdict.firstBad?.message}`);
  const verifySeconds = (performance.now() - since) / 1000;
  return { openMs: median(times), slowestMs: Math.max(...times), verifySeconds, bytesPerTurn: file.length / turns };
}
