/** A match between two turns, by the kernel that also runs live rooms. */
import { BotRunner, codecsOf, Machine, type EventRecord, type Order, type Seat } from '@rubato/game';
import { orderOfOrders } from '@rubato/letters';
import { fromHex, mergePatch, stateToJson, type Json } from '@rubato/schema';
import type { PlayedSheet, SheetProblem, TurnPosition, TurnResult } from '@rubato/services';
import { machineText } from './machine-text.ts';
import type { TurnGame } from './turn-game.ts';
import { triedOrders } from './tried-orders.ts';
import { readSheet, sheetText } from './turn-sheet.ts';

/** Frames of a film, unless the game says otherwise. */
const FRAMES = 10;

export class KernelPosition implements TurnPosition {
  readonly #turnGame: TurnGame;
  readonly #machine: Machine;

  constructor(turnGame: TurnGame, machine: Machine) {
    this.#turnGame = turnGame;
    this.#machine = machine;
  }

  /** Only to be looked at. */
  get machine(): Machine {
    return this.#machine;
  }
  get turn(): number {
    return this.#machine.turn;
  }
  awaits(): readonly number[] {
    return this.#machine.awaits();
  }
  result(): TurnResult | undefined {
    return this.#machine.result();
  }
  hash(): string {
    return this.#machine.hash();
  }
  view(seat: number | null): string {
    return JSON.stringify(this.#seen(this.#machine, seat));
  }
  save(): string {
    return machineText(this.#machine);
  }

  check(seat: number, text: string): readonly SheetProblem[] {
    const { game, checkSheet } = this.#turnGame;
    const { orders, problems } = readSheet(game, text, seat as Seat, this.#machine.tick);
    if (problems.length > 0) return problems;
    if (checkSheet === undefined) return triedOrders(this.#machine, seat as Seat, orders);
    const check = checkSheet as (view: object, seat: number, orders: readonly Order[]) => readonly SheetProblem[];
    return check(this.#machine.viewOf(seat as Seat), seat, orders);
  }

  standIn(seat: number): string {
    const { bot, game } = this.#turnGame;
    if (bot === undefined) return '[]';
    const { seed, tick } = this.#machine;
    const { orders = [] } = new BotRunner(bot, seed).play(this.#machine.viewOf(seat as Seat), seat as Seat, tick);
    return sheetText(game, orders);
  }

  run(sheets: readonly PlayedSheet[]): void {
    const dice = diceOf(sheets);
    const { ticks } = this.#turnGame;
    this.#machine.runTurn({ orders: this.orders(sheets), ticks, onReject: 'lapsed', ...dice });
  }

  film(seat: number | null, sheets: readonly PlayedSheet[]): string {
    const { ticks, filmEvery = Math.ceil(ticks / FRAMES) } = this.#turnGame;
    const machine = this.#copy();
    let shown = this.#seen(machine, seat);
    const first = { tick: machine.tick, state: shown };
    const frames: { readonly tick: number; readonly patch: Json }[] = [];
    const events: object[] = [];
    let orders: readonly Order[] | undefined = this.orders(sheets);
    const dice = diceOf(sheets);
    for (let left = ticks; left > 0; left -= filmEvery) {
      const report = machine.runTurn({
        ...(orders && { orders }),
        ticks: Math.min(left, filmEvery),
        onReject: 'lapsed',
        ...dice,
      });
      orders = undefined;
      for (const event of report.events) if (machine.hears(event, seat as Seat | null)) events.push(this.#told(event));
      const next = this.#seen(machine, seat);
      frames.push({ tick: machine.tick, patch: mergePatch(shown, next) ?? {} });
      shown = next;
    }
    return JSON.stringify({ first, frames, events });
  }

  #seen(machine: Machine, seat: number | null): Json {
    return stateToJson(machine.copyView(seat as Seat | null));
  }

  #copy(): Machine {
    return Machine.load(this.#turnGame.game, this.#machine.snapshot());
  }

  /**
   * As they take effect: round by round each seat's next one, the seats of a round shuffled by the match's dice, so that
   * neither arrival nor the seat decides; seat by seat only where a file says that a server did so.
   */
  orders(sheets: readonly PlayedSheet[]): readonly Order[] {
    const { game, arrange } = this.#turnGame;
    const arranged = arrange as ((orders: readonly Order[]) => readonly Order[]) | undefined;
    const { seed, tick, turn } = this.#machine;
    const given = [...sheets]
      .sort((a, b) => a.seat - b.seat)
      .map(({ seat, orders }) => {
        const read = readSheet(game, orders, seat as Seat, tick).orders;
        return { seat: seat as Seat, orders: arranged?.(read) ?? read };
      });
    const dice = sheets[0]?.dice;
    if (dice?.order === 'seats')
      return given.flatMap(({ orders }) => orders.map((order, i) => ({ ...order, seq: i + 1 })));
    const ordered = orderOfOrders(given as never, {
      turn: turn + 1,
      seed: dice === undefined ? seed : fromHex(dice.seed),
      seenTick: tick,
    });
    return dice === undefined ? numberedFromOne(ordered) : ordered;
  }

  #told({ tick, name, data }: EventRecord): object {
    const { events, eventIndex } = codecsOf(this.#turnGame.game);
    return { tick, name, data: events[eventIndex.get(name) ?? -1]?.codec.toJson(data) ?? {} };
  }
}

const diceOf = ([first]: readonly PlayedSheet[]): { readonly seed?: Uint8Array } =>
  first?.dice === undefined ? {} : { seed: fromHex(first.dice.seed) };

/** Each seat's orders of a turn, by their place among them. */
function numberedFromOne(orders: readonly Order[]): readonly Order[] {
  const counts = new Map<Seat, number>();
  return orders.map((order) => {
    const seq = (counts.get(order.seat) ?? 0) + 1;
    counts.set(order.seat, seq);
    return { ...order, seq };
  });
}
