// A battle for tests: put ships where they are needed, give orders, run turns, read what happened.
import { Machine } from '@rubato/game';
import type { EventRecord, OrderOf, OrderOutcome } from '@rubato/game';
import { viewOf } from '@rubato/schema';
import type { Seat } from '@rubato/schema';
import { TURN_TICKS } from './balance.ts';
import type { ShipClassName } from './classes.ts';
import { tactics } from './rules.ts';
import { canonicalOrders } from './sheet.ts';
import type { Ship, ShipId, TacticsOrder, TacticsView } from './state.ts';

export const ONE = 1 as Seat;
export const TWO = 2 as Seat;

export type SeatOrder = TacticsOrder & { readonly seat: Seat };

interface Options {
  readonly seats?: readonly Seat[];
  readonly settings?: Partial<{ scenario: string; teams: string; turnLimit: number; fog: boolean; bots: string }>;
  readonly seed?: number;
}

const UPRIGHT = { x: 0, y: 0, z: 0, w: 1 };

export class TestBattle {
  readonly machine: Machine<typeof tactics>;
  events: readonly EventRecord[] = [];
  outcomes: readonly OrderOutcome[] = [];
  private seq = 0;

  constructor({ seats = [ONE, TWO], settings = {}, seed = 1 }: Options = {}) {
    this.machine = Machine.start(tactics, {
      seats,
      seed: new Uint8Array(16).fill(seed),
      settings,
      development: true,
      warn,
    });
  }

  /** One destroyer each, 100 units apart and facing each other along z, nothing in between. */
  static duel(options: Options & { readonly kinds?: readonly [ShipClassName, ShipClassName] } = {}): TestBattle {
    const battle = new TestBattle(options);
    const { state } = battle.machine;
    state.rocks.clear();
    for (const owner of [ONE, TWO]) {
      const own = [...state.ships].filter((ship) => ship.owner === owner);
      for (const ship of own.slice(1)) ship.status = 'escaped';
    }
    battle.put(battle.ship(ONE), { x: 0, y: 0, z: 0, qx: 0, qy: 0, qz: 0, qw: 1 });
    battle.put(battle.ship(TWO), { x: 0, y: 0, z: 100, qx: 0, qy: 1, qz: 0, qw: 0 });
    for (const mark of state.spotting) mark.teams = 3;
    return battle;
  }

  get state() {
    return this.machine.state;
  }

  /** What the seat sees now, also of what a test has put into the state by hand. */
  view(who: Seat): TacticsView {
    this.touch();
    return viewOf(this.machine.codecs.layout, this.machine.copyView(who)) as unknown as TacticsView;
  }

  /** The first of the seat's ships, or the first of a class. */
  ship(who: Seat, kind?: ShipClassName): Ship {
    const found = [...this.state.ships].find(
      (ship) => ship.owner === who && (kind === undefined || ship.kind === kind),
    );
    if (!found) throw new Error(`seat ${who} has no ${kind ?? 'ship'}`);
    return found;
  }

  plan(ship: Ship) {
    const plan = this.state.plans.get(ship.plan);
    if (!plan) throw new Error(`ship ${ship.number} has no plan`);
    return plan;
  }

  mount(ship: Ship, index: number) {
    const mount = [...this.state.mounts].find((row) => row.ship === ship.id && row.index === index);
    if (!mount) throw new Error(`ship ${ship.number} has no weapon ${index}`);
    return mount;
  }

  put(ship: Ship, fields: Partial<Ship>): Ship {
    Object.assign(ship, { vx: 0, vy: 0, vz: 0 }, fields);
    const plan = this.plan(ship);
    if (plan.mode === 'Hold') Object.assign(plan, { tx: ship.x, ty: ship.y, tz: ship.z });
    return ship;
  }

  /** Runs orders as they are given and then `ticks` ticks. */
  run(orders: readonly SeatOrder[] = [], ticks = TURN_TICKS): this {
    if (orders.length > 0) this.touch();
    const numbered = orders.map((order) => ({ ...order, seq: ++this.seq, seenTick: this.machine.tick }));
    const report = this.machine.runTurn({ orders: numbered as OrderOf<typeof tactics>[], ticks });
    this.events = report.events;
    this.outcomes = report.outcomes;
    return this;
  }

  /** The machine keeps views until it changes the state itself; a test changes it by hand. */
  private touch(): void {
    this.machine.restore(this.machine.snapshot());
  }

  /** Runs orders in their canonical sequence. */
  turn(orders: readonly SeatOrder[]): this {
    return this.run(canonicalOrders(orders));
  }

  /** Data of the last turn's events of that name. */
  all(name: string): Record<string, unknown>[] {
    return this.events.filter((event) => event.name === name).map(({ data }) => data as Record<string, unknown>);
  }
}

/** A movement with its confirmation. */
export function move(
  ship: Ship,
  mode: 'Hold' | 'Move' | 'Turn' | 'MoveAndTurn' | 'Evasive' | 'Warp',
  position = { x: 0, y: 0, z: 0 },
  rotation = UPRIGHT,
): SeatOrder[] {
  return [
    { seat: ship.owner, name: 'MovementPlanned', args: { ship: ship.id, mode, position, rotation } },
    { seat: ship.owner, name: 'MovementConfirmed', args: { ship: ship.id } },
  ];
}

export function shoot(ship: Ship, weapon: number, target: ShipId, fireTime = 0): SeatOrder {
  return { seat: ship.owner, name: 'WeaponTargeted', args: { ship: ship.id, weapon, target, fireTime } };
}

/** A write that loses what it adds is a mistake in the rules. */
function warn(message: string): never {
  throw new Error(message);
}
