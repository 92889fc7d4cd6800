/** A match that a server ran, in this browser: seen again turn by turn, and played on against the computer. */
import { BotRunner, Machine, type Seat } from '@rubato/game';
import {
  machineBytes,
  Match,
  newGenesis,
  newOpening,
  openingEntries,
  openingHash,
  readGenesis,
  rulesOf,
  saveTribal,
  shapesOf,
  stateHashOf,
  verifyTribal,
  WebLetterCrypto,
  type OpeningTurn,
} from '@rubato/letters';
import { SeededRandom } from '@rubato/ports/doubles';
import { base64, base64url } from '@rubato/schema';
import { bot, canonicalSheet, tactics, tacticsLetters, TURN_TICKS, type TacticsOrder } from '@rubato/tactics';
import { expect, it } from 'vitest';
import { SEEN, SHIP_STRIDE, type Film } from './film.ts';
import { localKeys, saltOfGame } from './local-keys.ts';
import { LocalMatch, REFEREE } from './local-match.ts';
import { orderToJson } from './order-json.ts';

const GAME = '01980000-aaaa-7bbb-8ccc-0123456789ab';
const crypto = new WebLetterCrypto();
const seats = [1, 2] as Seat[];
const settings = { scenario: 'beacon', turnLimit: 0, fog: false, bots: 'captain' };
const seed = '07'.repeat(16);
const random = new SeededRandom(5);
const ports = { nowMs: () => 1_760_000_000_000, random: (bytes: number) => random.bytes(bytes) };

/** As a server runs them: both seats' orders, seat by seat. */
function turnsOf(machine: Machine, count: number): OpeningTurn[] {
  return Array.from({ length: count }, () => {
    const turn = machine.turn + 1;
    const orders = seats.flatMap((seat) => {
      const runner = new BotRunner(bot, new Uint8Array(16));
      const thought = runner.play(machine.viewOf(seat), seat, machine.tick).orders ?? [];
      return canonicalSheet(thought as readonly TacticsOrder[]).map((order, i) => {
        return { ...order, seat, seq: i + 1, seenTick: machine.tick };
      });
    });
    machine.runTurn({ orders: orders as never, ticks: TURN_TICKS, onReject: 'lapsed' });
    return {
      turn,
      ticks: TURN_TICKS,
      sheets: seats.map((seat) => ({ seat, by: seat === 1 ? ('player' as const) : ('ai' as const) })),
      orders: orders.map(({ seat, ...order }) => ({ seat, ...orderToJson(order as never) })) as never,
      state: stateHashOf(machineBytes(machine)),
      closedMs: ports.nowMs(),
    };
  });
}

/** @param own whether the page's keys for the game are those in the file */
async function serverFile(own: boolean): Promise<Uint8Array<ArrayBuffer>> {
  const machine = Machine.start(tactics, { seats, seed: new Uint8Array(16).fill(7), settings, hashEvery: 0 });
  machine.takeEvents();
  const pair = await crypto.newSigningPair();
  const host = base64url(pair.publicKey);
  const turns = turnsOf(machine, 2);
  const known = { game: tactics.name, gameVersion: tactics.version, settings };
  const opening = await newOpening(crypto, { id: GAME, ...known, seats, seed, turns, host }, pair);
  const person = async (player: string, name: string) => {
    const { sign, seal } = await localKeys(own ? saltOfGame(GAME) : new Uint8Array(16), player);
    return { player, name, sign: base64url(sign.publicKey), seal: base64url(seal.publicKey) };
  };
  const players = [await person('human-1', 'Ada'), await person('computer-2', 'Computer')];
  const letter = newGenesis(
    {
      mode: 'escrow',
      ...known,
      schema: shapesOf(tacticsLetters),
      rules: rulesOf(tacticsLetters),
      scenario: 'Against the computer',
      limits: { ticks: TURN_TICKS, turnMs: null, revealMs: null, strikes: 2, standIn: 'bot' },
      players: players.map((one, i) => ({ ...one, seat: i + 1, faction: '' })),
      referee: await person(REFEREE, 'This browser'),
      computers: ['computer-2'],
      createdMs: ports.nowMs(),
      opening: { turn: 2, state: base64(machineBytes(machine)), history: openingHash(opening), host },
    },
    random.bytes(16),
  );
  const match = new Match(tacticsLetters, readGenesis(letter), crypto);
  return saveTribal(match, { nowMs: ports.nowMs(), attached: openingEntries(opening, undefined) });
}

/** Places of a tick, by the numbers of the ships in sight. */
function placesAt({ ships, places }: Film, tick: number): Map<number, readonly number[]> {
  const at = (column: number): number => (tick * ships.length + column) * SHIP_STRIDE;
  const seen = ships.map(({ number }, column) => {
    return [number, [...places.subarray(at(column), at(column) + SHIP_STRIDE)]] as const;
  });
  return new Map(seen.filter(([, numbers]) => numbers[SHIP_STRIDE - 1] !== SEEN.not));
}

async function expectFilms(match: LocalMatch, turns: readonly number[]): Promise<void> {
  expect(match.pastTurns).toEqual(turns);
  const films = await Promise.all(turns.map((turn) => match.film(turn, seats[0]!)));
  films.slice(1).forEach((film, i) => expect(placesAt(film, 0)).toEqual(placesAt(films[i]!, TURN_TICKS)));
  const last = placesAt(films.at(-1)!, TURN_TICKS);
  const standing = [...match.viewOf(seats[0]!).ships].map(({ number, x, y, z }) => [number, [x, y, z]]);
  expect([...last].map(([number, numbers]) => [number, numbers.slice(0, 3)])).toEqual(standing);
  for (const film of films) expect(placesAt(film, 0)).not.toEqual(placesAt(film, TURN_TICKS));
}

it('a file that only its server has signed opens to be watched, with every turn that the server ran', async () => {
  const match = await LocalMatch.open(await serverFile(false), ports);
  expect(match).toMatchObject({ playable: false, over: false, turn: 3 });
  await expectFilms(match, [1, 2]);
});

it('a game against the computer goes on here, the computer by itself, and all of it is seen again', async () => {
  const match = await LocalMatch.open(await serverFile(true), ports);
  expect(match.awaited.map(({ name }) => name)).toEqual(['Ada']);
  expect(match).toMatchObject({ playable: true, turn: 3, seats: [{ by: 'human' }, { by: 'captain' }] });
  await match.submit(match.seats[0]!, []);
  await match.run();
  await expectFilms(match, [1, 2, 3]);
  const bytes = match.bytes();
  expect(await verifyTribal(bytes, tacticsLetters, crypto)).toMatchObject({ sound: true, problems: [], to: 3 });
  await expectFilms(await LocalMatch.open(bytes, ports), [1, 2, 3]);
});
