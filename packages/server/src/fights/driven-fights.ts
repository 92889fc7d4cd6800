/** The fights' matches, driven by this server's host: one journal each. */
import { DriveRefused, type DrivenMatches, type DrivenTurn } from '@rubato/host';
import type { Entrant, FightAction, FightKind, FightMatches, FightTurn, Followed, Stand } from '@rubato/services';
import type { FightGame } from './fight-game.ts';

export class DrivenFights implements FightMatches {
  readonly #game: FightGame;
  #driven: DrivenMatches | undefined;

  constructor(game: FightGame) {
    this.#game = game;
  }

  /** From now on fights can run. */
  connect(driven: DrivenMatches): void {
    this.#driven = driven;
  }

  async begin(id: string, setup: { readonly kind: FightKind; readonly entrants: readonly Entrant[] }): Promise<void> {
    const { game, rules } = this.#game;
    const seats = setup.entrants.map(({ seat }) => seat);
    await this.#matches().drive(game, { id, seats, settings: rules.settings(setup) });
  }

  async order(id: string, seat: number, action: FightAction): Promise<string | undefined> {
    const match = this.#driven?.get(id);
    if (!match) return 'not-running';
    const outcome = await match.order(seat, this.#game.rules.command(action));
    return outcome.status === 'applied' ? undefined : outcome.reason;
  }

  stand(id: string): Stand | undefined {
    const match = this.#driven?.get(id);
    return match && this.#game.rules.stand(match.view);
  }

  async follow(id: string, listener: (turn: FightTurn) => void): Promise<Followed> {
    const driven = this.#matches();
    const match = driven.get(id);
    const heardUpTo = match?.machine.turn ?? Infinity;
    const hear = ({ turn, events }: DrivenTurn): void => listener({ turn, events, past: turn <= heardUpTo });
    if (match) {
      await match.follow(0, hear);
      return { state: 'running', over: match.ended.then(() => {}) };
    }
    try {
      await driven.history(id, 0, hear);
      return { state: 'over' };
    } catch (error) {
      if (error instanceof DriveRefused && error.code === 'unknown-game') return { state: 'unknown' };
      throw error;
    }
  }

  #matches(): DrivenMatches {
    if (!this.#driven) throw new Error('the host has not started');
    return this.#driven;
  }
}
