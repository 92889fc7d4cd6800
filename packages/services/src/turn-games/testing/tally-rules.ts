/** A game of almost nothing: seats add numbers, whoever passes 10 has won. What they added stays their secret. */
import type { PlayedSheet, SheetProblem, TurnPosition, TurnRules } from '../turn-rules.ts';

interface State {
  turn: number;
  readonly sums: number[];
  /** Depends on the sequence in which sheets are run. */
  trail: string;
}

const addsOf = (orders: string): readonly number[] =>
  (JSON.parse(orders) as readonly { readonly args: { readonly n: number } }[]).map(({ args }) => args.n);

class Tally implements TurnPosition {
  readonly #state: State;
  constructor(state: State) {
    this.#state = state;
  }
  get turn(): number {
    return this.#state.turn;
  }
  awaits(): readonly number[] {
    return this.result() ? [] : this.#state.sums.map((_, i) => i + 1);
  }
  result() {
    const winners = this.#state.sums.flatMap((sum, i) => (sum > 10 ? [i + 1] : []));
    const scores = this.#state.sums.map((score, i) => ({ seat: i + 1, score }));
    return winners.length > 0 ? { winners, scores, reason: 'reached' } : undefined;
  }
  hash(): string {
    return JSON.stringify(this.#state);
  }
  view(seat: number | null): string {
    if (seat === null) return JSON.stringify({ turn: this.turn });
    return JSON.stringify({ turn: this.turn, own: this.#state.sums[seat - 1] });
  }
  check(_seat: number, orders: string): readonly SheetProblem[] {
    return addsOf(orders).flatMap((n, index) => (n > 3 ? [{ index, reason: 'too-much', fatal: true }] : []));
  }
  standIn(): string {
    return '[{"name":"add","args":{"n":1}}]';
  }
  run(sheets: readonly PlayedSheet[]): void {
    for (const { seat, orders } of [...sheets].sort((a, b) => a.seat - b.seat))
      for (const n of addsOf(orders)) {
        if (n < 0) throw new Error('the rules are broken');
        this.#state.sums[seat - 1]! += n;
        this.#state.trail += `${seat}${n}`;
      }
    this.#state.turn += 1;
  }
  film(seat: number | null, sheets: readonly PlayedSheet[]): string {
    if (seat === null) return JSON.stringify({ turn: this.turn + 1 });
    return JSON.stringify(sheets.find((sheet) => sheet.seat === seat));
  }
  save(): string {
    return this.hash();
  }
}

export const tallyRules: TurnRules = {
  game: 'tally',
  version: 1,
  leastSeats: 2,
  mostSeats: 5,
  hides: true,
  begin: ({ seats, settings }) => {
    const { start = 0 } = JSON.parse(settings) as { readonly start?: number };
    if (start > 10) throw new TypeError('start is at most 10');
    return new Tally({ turn: 0, sums: Array.from({ length: seats }, () => start), trail: '' });
  },
  load: (_match, state) => new Tally(JSON.parse(state) as State),
};
