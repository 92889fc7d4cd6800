import { codecsOf, Machine, type MachineSnapshot, type Seat } from '@rubato/game';
import { mergePatch, stateToJson, type Json } from '@rubato/schema';
import { SeededRandom } from '@rubato/ports/doubles';
import { canonicalOrders, planOrders, tactics, TURN_TICKS, type TacticsOrder, type TacticsView } from '@rubato/tactics';
import { beforeAll, describe, expect, it } from 'vitest';
import { filmTurn, SEEN, SHIP_STRIDE, type Film, type FilmedTurn } from '../film.ts';
import { readFilm } from './server-film.ts';
import { readView } from './turn-text.ts';

const ONE = 1 as Seat;
const TWO = 2 as Seat;
const EVERY = 5;
const dice = {
  float: () => 0.5,
  int: (min: number) => min,
  chance: () => false,
  pick: (list: readonly never[]) => list[0],
};
type Given = FilmedTurn['orders'][number];

const ordersOf = (machine: Machine<typeof tactics>): Given[] =>
  [ONE, TWO].flatMap((seat) => {
    const view = machine.viewOf(seat) as unknown as TacticsView;
    return planOrders(view, seat, dice as never, 'captain').map((order: TacticsOrder) => ({ ...order, seat }));
  });
const settled = (orders: readonly Given[], seenTick: number) =>
  canonicalOrders(orders).map((order, index) => ({ ...order, seq: index + 1, seenTick })) as never;

/** A turn as the server writes it down: a state, patches every few ticks, events. */
function filmText(opening: MachineSnapshot, orders: readonly Given[], seat: Seat): string {
  const machine = Machine.load(tactics, opening);
  const { events: codecs, eventIndex } = codecsOf(tactics);
  let shown = stateToJson(machine.copyView(seat)) as Json;
  const first = { tick: machine.tick, state: shown };
  const frames: object[] = [];
  const events: object[] = [];
  for (let ran = 0; ran < TURN_TICKS; ran += EVERY) {
    const given = ran === 0 ? settled(orders, machine.tick) : [];
    const report = machine.runTurn({ orders: given, ticks: EVERY, onReject: 'lapsed' } as never);
    for (const event of report.events)
      if (machine.hears(event, seat))
        events.push({ ...event, data: codecs[eventIndex.get(event.name) ?? -1]?.codec.toJson(event.data) });
    const next = stateToJson(machine.copyView(seat)) as Json;
    frames.push({ tick: machine.tick, patch: mergePatch(shown, next) ?? {} });
    shown = next;
  }
  return JSON.stringify({ first, frames, events });
}

/** In pieces, as the server sends long texts. */
const inParts = (text: string): string[] => text.match(/.{1,20000}/gs) ?? [];

let opening: MachineSnapshot;
let orders: readonly Given[];
let turn: number;
let written: string;
/** The same turn, run tick by tick. */
let exact: Film;

/** On into a turn in which ships come into sight, fire, and are lost from it. */
beforeAll(() => {
  const seed = new SeededRandom(7).bytes(16);
  const machine = Machine.start(tactics, { seats: [ONE, TWO], seed, settings: { scenario: 'beacon', fog: true } });
  for (turn = 1; turn < 2; turn++)
    machine.runTurn({
      orders: settled(ordersOf(machine), machine.tick),
      ticks: TURN_TICKS,
      onReject: 'lapsed',
    } as never);
  opening = machine.snapshot();
  orders = ordersOf(machine);
  written = filmText(opening, orders, ONE);
  exact = filmTurn({ turn, opening, orders, seed: opening.seed }, ONE);
});

const at = ({ ships }: Film, column: number, tick: number) => (tick * ships.length + column) * SHIP_STRIDE;

describe('a film that a server wrote', () => {
  it('shows the very places, hulls and events at the states it was made of', () => {
    const { film, team, rocks } = readFilm(inParts(written), turn, ONE);
    expect(team).toBe(1);
    expect(rocks.length).toBeGreaterThan(0);
    expect([film.ticks, film.startTick, film.ships.length]).toEqual([TURN_TICKS, exact.startTick, exact.ships.length]);
    expect(film.events.map(({ tick, name }) => [tick, name])).toEqual(
      exact.events.map(({ tick, name }) => [tick, name]),
    );
    const names = new Set(film.events.map(({ name }) => name));
    expect(['spotted', 'lost', 'hit'].filter((name) => !names.has(name as 'hit'))).toEqual([]);
    for (const [column, { number }] of film.ships.entries()) {
      const other = exact.ships.findIndex((ship) => ship.number === number);
      for (let tick = 0; tick <= TURN_TICKS; tick += EVERY)
        expect(film.places.subarray(at(film, column, tick), at(film, column, tick) + SHIP_STRIDE)).toEqual(
          exact.places.subarray(at(exact, other, tick), at(exact, other, tick) + SHIP_STRIDE),
        );
    }
  });

  it('stays within a hand of the truth in between, and shows no ship that was not seen', () => {
    const { film } = readFilm(inParts(written), turn, ONE);
    let farthest = 0;
    for (const [column, { number }] of film.ships.entries()) {
      const other = exact.ships.findIndex((ship) => ship.number === number);
      for (let tick = 0; tick <= TURN_TICKS; tick++) {
        const [a, b] = [at(film, column, tick), at(exact, other, tick)];
        expect([tick, film.places[a + 9] === SEEN.not]).toEqual([tick, exact.places[b + 9] === SEEN.not]);
        const away = [0, 1, 2].map((axis) => (film.places[a + axis] as number) - (exact.places[b + axis] as number));
        farthest = Math.max(farthest, Math.hypot(...away));
      }
    }
    expect(farthest).toBeLessThan(0.5);
  });

  it('is refused when it is none', () => {
    const broken = (change: (film: { frames: { tick: unknown; patch: unknown }[]; events: object[] }) => void) => {
      const film = JSON.parse(written);
      change(film);
      return () => readFilm([JSON.stringify(film)], turn, ONE);
    };
    expect(() => readFilm(['{'], turn, ONE)).toThrow(SyntaxError);
    expect(() => readFilm(['[]'], turn, ONE)).toThrow('film: expected an object');
    expect(broken(({ frames }) => (frames[0]!.tick = 'x'))).toThrow('whole number');
    expect(broken(({ frames }) => (frames[0]!.patch = { ships: { 0: {} } }))).toThrow('no id of this table');
    expect(broken(({ events }) => events.push({ tick: 1, name: 'sang', data: {} }))).toThrow('no event sang');
  });
});

describe('a view that a server wrote', () => {
  it('has the ids and values that the rules know', () => {
    const machine = Machine.load(tactics, opening);
    const view = readView(inParts(JSON.stringify(stateToJson(machine.copyView(TWO)))));
    const exact = machine.viewOf(TWO) as unknown as TacticsView;
    expect([...view.ships].map(({ id, x, hull }) => [id, x, hull])).toEqual(
      [...exact.ships].map(({ id, x, hull }) => [id, x, hull]),
    );
    expect(planOrders(view, TWO, dice as never, 'captain')).toEqual(planOrders(exact, TWO, dice as never, 'captain'));
  });
});
