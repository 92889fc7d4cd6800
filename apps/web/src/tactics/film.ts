/**
 * A turn as one seat may see it, tick by tick, in plain numbers: what the replay, the reel and the picture are drawn from.
 * It is made by running the turn's rules again.
 */
import { codecsOf, Machine, type EventRecord, type MachineSnapshot, type Seat } from '@rubato/game';
import {
  canonicalOrders,
  eventsOf,
  MAX_SHIPS,
  tactics,
  TURN_TICKS,
  WEAPONS,
  type ShipClassName,
  type TacticsEvent,
  type TacticsOrder,
  type TacticsView,
} from '@rubato/tactics';

/** Numbers of a ship at a tick: place (3), rotation (4), hull, shields together, and `SEEN`. */
export const SHIP_STRIDE = 10;
/** Values of a ship's last number. */
export const SEEN = { not: 0, active: 1, destroyed: 2, escaped: 3 } as const;
/** Numbers of a projectile: its row, place (3), velocity (3), team, weapon. */
export const SHOT_STRIDE = 9;

export interface FilmShip {
  readonly number: number;
  readonly kind: ShipClassName;
  readonly team: number;
  readonly owner: Seat;
}

export interface Film {
  readonly turn: number;
  readonly seat: Seat;
  /** The tick that the film begins at; its events are of the ticks after it. */
  readonly startTick: number;
  /** Ticks after the first picture. */
  readonly ticks: number;
  /** Everything that was ever in sight, by number. */
  readonly ships: readonly FilmShip[];
  /** (ticks + 1) × ships × SHIP_STRIDE, in the sequence of `ships`. */
  readonly places: Float32Array;
  /** Of each tick: projectiles × SHOT_STRIDE. */
  readonly shots: readonly Float32Array[];
  readonly events: readonly TacticsEvent[];
}

export interface FilmedTurn {
  readonly turn: number;
  readonly opening: MachineSnapshot;
  readonly orders: readonly (TacticsOrder & { readonly seat: Seat })[];
  /** 16 bytes. */
  readonly seed: Uint8Array;
}

/** Runs a turn again and takes down what the seat sees. Cost: one turn, and one view of the state per tick. */
export function filmTurn(turn: FilmedTurn, seat: Seat, ticks = TURN_TICKS): Film {
  const machine = Machine.load(tactics, turn.opening, { hashEvery: 0 });
  const startTick = machine.tick;
  const cast: (FilmShip | undefined)[] = [];
  const wide = new Float32Array((ticks + 1) * MAX_SHIPS * SHIP_STRIDE);
  const shots: Float32Array[] = [];
  const events: EventRecord[] = [];
  const takeDown = (tick: number): void => {
    const view = machine.viewOf(seat) as unknown as TacticsView;
    takeShips(view, wide, tick * MAX_SHIPS * SHIP_STRIDE, cast);
    shots.push(takeShots(view));
  };
  takeDown(0);
  for (let tick = 1; tick <= ticks; tick++) {
    const orders = tick === 1 ? numbered(turn) : [];
    const report = machine.runTurn({ orders, ticks: 1, seed: turn.seed, onReject: 'lapsed' } as never);
    events.push(...report.events.filter((event) => machine.hears(event, seat)));
    takeDown(tick);
  }
  const known = cast.map((ship, index) => ({ ship, index })).filter(({ ship }) => ship !== undefined);
  const places = narrowed(wide, known, ticks);
  const ships = known.map(({ ship }) => ship as FilmShip);
  return { turn: turn.turn, seat, startTick, ticks, ships, places, shots, events: eventsOf(events) };
}

function numbered({ orders, opening }: FilmedTurn): object[] {
  const { commands, commandIndex } = codecsOf(tactics);
  return canonicalOrders(orders).map((order, index) => {
    const codec = commands[commandIndex.get(order.name) ?? -1]?.codec;
    const checked = codec?.fromJson(order.args);
    const args = checked?.ok ? checked.value : order.args;
    return { ...order, args, seq: index + 1, seenTick: opening.tick };
  });
}

function takeShips(view: TacticsView, into: Float32Array, from: number, cast: (FilmShip | undefined)[]): void {
  for (const ship of view.ships) {
    const index = ship.number - 1;
    const { number, kind, team, owner } = ship;
    cast[index] ??= { number, kind, team, owner };
    const at = from + index * SHIP_STRIDE;
    into[at] = ship.x;
    into[at + 1] = ship.y;
    into[at + 2] = ship.z;
    into[at + 3] = ship.qx;
    into[at + 4] = ship.qy;
    into[at + 5] = ship.qz;
    into[at + 6] = ship.qw;
    into[at + 7] = ship.hull;
    into[at + 8] = ship.fore + ship.aft + ship.port + ship.starboard + ship.dorsal + ship.ventral;
    into[at + 9] = SEEN[ship.status];
  }
}

function takeShots(view: TacticsView): Float32Array {
  const numbers: number[] = [];
  for (const { id, x, y, z, vx, vy, vz, team, weapon } of view.projectiles)
    numbers.push(id, x, y, z, vx, vy, vz, team, WEAPONS.indexOf(weapon));
  return new Float32Array(numbers);
}

/** Keeps the columns of ships that were seen. */
function narrowed(wide: Float32Array, known: readonly { readonly index: number }[], ticks: number): Float32Array {
  const places = new Float32Array((ticks + 1) * known.length * SHIP_STRIDE);
  for (let tick = 0; tick <= ticks; tick++)
    known.forEach(({ index }, column) => {
      const from = (tick * MAX_SHIPS + index) * SHIP_STRIDE;
      places.set(wide.subarray(from, from + SHIP_STRIDE), (tick * known.length + column) * SHIP_STRIDE);
    });
  return places;
}
