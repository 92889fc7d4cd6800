/** Plays seats by the game's bot: through the same view, checks and journal as a person, a few times a second. */
import { BotRunner } from '@rubato/game';
import type { FrameInput, Machine, Order } from '@rubato/game';
import type { Log } from '@rubato/ports';
import type { Seat } from '@rubato/schema';
import type { HostedGame } from './hosted-game.ts';

/** Ticks between two thoughts of a bot; its frame is held meanwhile, as a person's would be. */
export const BOT_EVERY_TICKS = 3;

export class BotDriver {
  readonly #machine: Machine;
  readonly #runner: BotRunner | undefined;
  readonly #log: Log;
  readonly #frames = new Map<Seat, FrameInput>();
  #failed = false;

  constructor(hosted: HostedGame, machine: Machine, log: Log) {
    this.#machine = machine;
    this.#log = log;
    this.#runner = hosted.bot === undefined ? undefined : new BotRunner(hosted.bot, machine.seed);
  }

  /** The orders a bot gives at the start of `tick`; also decides the frame it holds from then on. */
  orders(seat: Seat, tick: number): readonly Order[] {
    // Bots of one room think in different ticks, so that no tick pays for all of them.
    if (this.#runner === undefined || this.#failed || (tick + seat) % BOT_EVERY_TICKS !== 0) return NONE;
    if (!this.#machine.seats.includes(seat)) return NONE;
    try {
      const { frame, orders = [] } = this.#runner.play(this.#machine.viewOf(seat), seat, tick);
      const seenTick = this.#machine.tick;
      if (frame !== undefined) this.#frames.set(seat, { args: frame, seenTick });
      return orders.map(({ name, args }) => ({ seat, seq: 0, seenTick, name, args }));
    } catch (error) {
      this.#stop(error);
      return NONE;
    }
  }

  frame(seat: Seat): FrameInput | undefined {
    return this.#frames.get(seat);
  }

  /** Somebody else has the seat now: what the bot held is let go. */
  forget(seat: Seat): void {
    this.#frames.delete(seat);
  }

  /** A bot that throws is our bug and would throw again: its seats stand still, the match goes on. */
  #stop(error: unknown): void {
    this.#failed = true;
    this.#frames.clear();
    this.#log.log('error', 'a bot threw; the bots of this room stand still', { error: String(error) });
  }
}

const NONE: readonly Order[] = [];
