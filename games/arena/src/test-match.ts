// A small match for tests: place ships, hold sticks, run ticks, read what happened.
import { Machine } from '@rubato/game';
import type { EventRecord, OrderOf, OrderOutcome } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { arena } from './rules.ts';
import { shipOf, type ArenaFrame, type Ship } from './state.ts';

export const ONE = 1 as Seat;
export const TWO = 2 as Seat;
export const THREE = 3 as Seat;

interface Held {
  readonly frame: ArenaFrame;
  readonly lagTicks: number;
}

interface Options {
  readonly seats?: readonly Seat[];
  readonly settings?: {
    readonly rounds?: number;
    readonly roundSeconds?: number;
    readonly bots?: 'mixed' | 'rookie' | 'ace';
  };
  readonly seed?: number;
}

export class TestMatch {
  readonly machine: Machine<typeof arena>;
  readonly events: EventRecord[] = [];
  private readonly held = new Map<Seat, Held>();
  private seq = 0;

  constructor({ seats = [ONE, TWO], settings = {}, seed = 1 }: Options = {}) {
    this.machine = Machine.start(arena, {
      seats,
      seed: new Uint8Array(16).fill(seed),
      settings,
      development: true,
      warn,
    });
  }

  /** An empty arena in play: no rocks, no pickups, ships safe no more. */
  static inPlay(options: Options = {}): TestMatch {
    const match = new TestMatch(options);
    const { state } = match.machine;
    state.round.endsAt = match.machine.tick + 1;
    match.run(1);
    state.rocks.clear();
    state.pickups.clear();
    for (const ship of state.ships) ship.safeUntil = 0;
    match.events.length = 0;
    return match;
  }

  get state() {
    return this.machine.state;
  }

  ship(who: Seat): Ship {
    const ship = shipOf(this.machine.state, who);
    if (!ship) throw new Error(`seat ${who} has no ship`);
    return ship;
  }

  /** Sets fields of the seat's ship. */
  put(who: Seat, fields: Partial<Ship>): Ship {
    return Object.assign(this.ship(who), { vx: 0, vy: 0, spin: 0 }, fields);
  }

  /** Holds the stick from now on; the player sees the others `lagTicks` ago. */
  hold(who: Seat, frame: Partial<ArenaFrame>, lagTicks = 0): void {
    this.held.set(who, { frame: { ...arena.frame.neutral, ...frame }, lagTicks });
  }

  run(ticks: number): this {
    for (let i = 0; i < ticks; i++) this.turn([]);
    return this;
  }

  order(seat: Seat, name: string, args: object = {}): OrderOutcome {
    const order = { seat, seq: ++this.seq, seenTick: this.machine.tick, name, args };
    return this.turn([order as OrderOf<typeof arena>])[0]!;
  }

  /** Data of the events of that name so far. */
  all(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map((event) => event.data);
  }

  private turn(orders: readonly OrderOf<typeof arena>[]): readonly OrderOutcome[] {
    const { tick } = this.machine;
    const frames = new Map(
      [...this.held].map(([who, { frame, lagTicks }]) => [
        who,
        { args: frame, seenTick: Math.max(0, tick - lagTicks) },
      ]),
    );
    const report = this.machine.runTurn({ orders, ticks: 1, frames });
    if (report.turn.stepFaults.length > 0) throw new Error(`a step threw at tick ${this.machine.tick}`);
    this.events.push(...report.events);
    return report.outcomes;
  }
}

/** A write that loses what it adds is a mistake in the rules. */
function warn(message: string): never {
  throw new Error(message);
}
