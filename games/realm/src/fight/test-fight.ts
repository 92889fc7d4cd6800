// A small fight for tests: bots play it to its end, or a test gives each order.
import { BotRunner, Machine } from '@rubato/game';
import type { EventRecord, OrderOf, OrderOutcome, Turn } from '@rubato/game';
import type { Seat } from '@rubato/schema';
import { fightBot } from './bot.ts';
import type { FightCommand } from './command.ts';
import type { FighterKind } from './names.ts';
import { fight } from './rules.ts';
import { fighterOf, TURN_TICKS, type Fighter, type FighterSetting } from './state.ts';

export const seatOf = (number: number): Seat => number as Seat;

interface Options {
  readonly kind?: 'creature' | 'duel' | 'attack';
  readonly fighters?: readonly FighterSetting[];
  readonly seed?: number;
  /** Without the checks of a machine under development. */
  readonly quick?: boolean;
}

/** Someone of a side, in full health. */
export function one(side: number, kind: FighterKind, fields: Partial<FighterSetting> = {}): FighterSetting {
  const full = { health: 100, mana: 100, stamina: 100, healingDraughts: 0, spiritDraughts: 0, clearSalts: 0 };
  return { side, kind, faction: 'verdant-pact', level: 1, ...full, ...fields };
}

export class TestFight {
  readonly machine: Machine<typeof fight>;
  readonly events: EventRecord[] = [];
  readonly turns: Turn[] = [];
  readonly #bots: BotRunner;
  #seq = 0;

  constructor({ kind = 'creature', fighters, seed = 1, quick = false }: Options = {}) {
    const bytes = new Uint8Array(16).fill(7);
    new DataView(bytes.buffer).setUint32(0, seed);
    const settings = { kind, turnTicks: TURN_TICKS, ...(fighters && { fighters }) };
    const seats = (fighters ?? [1, 2]).map((_, at) => seatOf(at + 1));
    this.machine = Machine.start(fight, {
      seats,
      seed: bytes,
      settings,
      development: !quick,
      warn,
      hashEvery: quick ? 0 : 1,
    });
    this.events.push(...this.machine.takeEvents());
    this.#bots = new BotRunner(fightBot, bytes);
  }

  get state() {
    return this.machine.state;
  }

  get acting(): Seat {
    return this.state.round.acting;
  }

  fighter(number: number): Fighter {
    const fighter = fighterOf(this.state, seatOf(number));
    if (!fighter) throw new Error(`there is no fighter ${number}`);
    return fighter;
  }

  order(number: number, command: FightCommand): OrderOutcome {
    const order = { seat: seatOf(number), seq: ++this.#seq, seenTick: this.machine.tick, ...command };
    return this.#turn([order as OrderOf<typeof fight>], 0)[0]!;
  }

  /** Lets time pass. */
  run(ticks: number): this {
    for (let at = 0; at < ticks; at++) this.#turn([], 1);
    return this;
  }

  /** Passes turns by defending, until it is this fighter's; throws when the fight is over before. */
  until(number: number): this {
    for (let tries = 0; this.acting !== number; tries++) {
      if (tries > 500) throw new Error(`fighter ${number} never had a turn`);
      if (this.fighter(this.acting).kind === 'character') this.order(this.acting, { name: 'defend', args: {} });
      else this.run(1);
    }
    return this;
  }

  /** Bots play the characters; at most `ticks`. */
  playOut(ticks = 5_000): this {
    const end = this.machine.tick + ticks;
    while (this.machine.tick < end && this.acting !== 0) {
      const seat = this.acting;
      const { dueAt } = this.state.round;
      const seenTick = this.machine.tick;
      const { orders = [] } = this.#bots.play(this.machine.view, seat, seenTick);
      const given = orders.map(
        (command) => ({ seat, seq: ++this.#seq, seenTick, ...command }) as OrderOf<typeof fight>,
      );
      // A creature's pause passes at once.
      this.#turn(given, given.length > 0 ? 1 : Math.max(1, dueAt - seenTick));
    }
    return this;
  }

  /** Data of the events of that name so far. */
  all(name: string): unknown[] {
    return this.events.filter((event) => event.name === name).map((event) => event.data);
  }

  #turn(orders: readonly OrderOf<typeof fight>[], ticks: number): readonly OrderOutcome[] {
    const report = this.machine.runTurn({ orders, ticks });
    this.turns.push(report.turn);
    this.events.push(...report.events);
    return report.outcomes;
  }
}

/** A write that loses what it adds is a mistake in the rules. */
function warn(message: string): never {
  throw new Error(message);
}
