/** Matches whose turns a test tells: durable at once, and still there after the service is made anew. */
import type { Entrant, FightKind, Stand } from '../fight.ts';
import type { FightAction, FightEvent, FightMatches, FightTurn, Followed } from '../fight-ports.ts';

interface Match {
  readonly entrants: readonly Entrant[];
  readonly kind: FightKind;
  readonly turns: { turn: number; events: readonly FightEvent[] }[];
  readonly orders: { seat: number; action: FightAction }[];
  close: () => void;
  acting: number;
  running: boolean;
}

export class ScriptedMatches implements FightMatches {
  readonly matches = new Map<string, Match>();
  /** Rejects the next beginning. */
  full = false;
  /** The answer of the rules to each order. */
  refusal: string | undefined;
  #listeners = new Map<string, (turn: FightTurn) => void>();

  async begin(id: string, { kind, entrants }: { kind: FightKind; entrants: readonly Entrant[] }): Promise<void> {
    if (this.full) throw new Error('too many matches');
    this.matches.set(id, { entrants, kind, turns: [], orders: [], acting: 1, running: true, close: () => {} });
  }

  async order(id: string, seat: number, action: FightAction): Promise<string | undefined> {
    this.#match(id).orders.push({ seat, action });
    return this.refusal;
  }

  stand(id: string): Stand | undefined {
    const match = this.matches.get(id);
    if (!match?.running) return undefined;
    const fighters = match.entrants.map(({ seat, health }) => ({
      ...leaving(seat),
      health,
      defending: false,
      statuses: [],
    }));
    const order = match.entrants.map(({ seat }) => seat).filter((seat) => seat !== match.acting);
    return { round: 1, turn: 1 + match.turns.length, acting: match.acting, dueInMs: 30_000, order, fighters };
  }

  async follow(id: string, listener: (turn: FightTurn) => void): Promise<Followed> {
    const match = this.matches.get(id);
    if (!match) return { state: 'unknown' };
    for (const turn of match.turns) listener({ ...turn, past: true });
    if (!match.running) return { state: 'over' };
    this.#listeners.set(id, listener);
    // Only the last one who listens lives.
    return { state: 'running', over: new Promise((resolve) => (match.close = resolve)) };
  }

  /** A turn happens. */
  tell(id: string, ...events: readonly Omit<FightEvent, 'index'>[]): void {
    const match = this.#match(id);
    const turn = { turn: 10 + match.turns.length, events: events.map((event, index) => ({ ...event, index })) };
    match.turns.push(turn);
    this.#listeners.get(id)?.({ ...turn, past: false });
  }

  /** The last turn: who wins, and what is told of it. */
  end(
    id: string,
    winner: 0 | 1 | 2,
    more: readonly Omit<FightEvent, 'index'>[] = [],
    left: Readonly<Record<number, object>> = {},
  ): void {
    const match = this.#match(id);
    const leaves = match.entrants.map(({ seat, side, kind }) => {
      const fell = side !== winner && winner !== 0;
      const state = fell ? { state: 'fallen', health: 0 } : {};
      const used = { healingDraughts: 0, spiritDraughts: 0, clearSalts: 0 };
      return { name: 'leaves', data: { ...leaving(seat), kind, who: seat, ...used, ...state, ...left[seat] } };
    });
    const ended = { name: 'ended', data: { outcome: winner === 0 ? 'draw' : 'victory', winner } };
    match.acting = 0;
    match.running = false;
    this.tell(id, ended, ...leaves, ...more);
    match.close();
  }

  /** The match breaks, or its journal is gone. */
  lose(id: string): void {
    const match = this.#match(id);
    match.running = false;
    this.matches.delete(id);
    match.close();
  }

  /** As after a restart: whoever listened is gone. */
  restart(): void {
    this.#listeners = new Map();
  }

  #match(id: string): Match {
    const match = this.matches.get(id);
    if (!match) throw new Error(`no match ${id}`);
    return match;
  }
}

function leaving(seat: number) {
  const vitals = { health: 100, healthMax: 100, mana: 40, manaMax: 40, stamina: 20, staminaMax: 20 };
  return { seat, state: 'fighting' as const, ...vitals };
}

export const won = (to: number, kind: 'gold' | 'experience' | 'item', amount: number, item = 'none') => {
  return { name: 'reward', data: { to, kind, amount, item } };
};
