/** Rules whose work is all done in the thread of turns. */
import type { PlayedSheet, SheetProblem, TurnMatch, TurnPosition, TurnResult, TurnRules } from '@rubato/services';
import { kernelRules } from './kernel-rules.ts';
import { turnOf } from './machine-text.ts';
import type { TurnGame } from './turn-game.ts';
import type { TurnFacts, TurnJob, TurnTask } from './turn-jobs.ts';
import type { TurnThread } from './turn-thread.ts';

export function remoteRules(turnGame: TurnGame, thread: TurnThread): TurnRules {
  const rules = kernelRules(turnGame);
  const { name } = turnGame.game;
  return {
    ...rules,
    begin: async ({ seed, seats, settings }) => {
      const match = { seed, seats, settings };
      const facts = await thread.ask({ game: name, match, state: '', task: { kind: 'begin' } });
      return new RemotePosition(thread, { game: name, match }, facts);
    },
    load: (match, state) => new RemotePosition(thread, { game: name, match }, { turn: turnOf(state), state }),
  };
}

type Known = Pick<TurnFacts, 'turn' | 'state'> & Partial<TurnFacts>;

/** Holds the state as text, and nothing that could change under a question under way. */
class RemotePosition implements TurnPosition {
  readonly #thread: TurnThread;
  readonly #about: { readonly game: string; readonly match: TurnMatch };
  #known: Known;

  constructor(
    thread: TurnThread,
    { game, match: { seed, seats, settings } }: { readonly game: string; readonly match: TurnMatch },
    known: Known,
  ) {
    this.#thread = thread;
    this.#about = { game, match: { seed, seats, settings } };
    this.#known = known;
  }

  get turn(): number {
    return this.#known.turn;
  }
  async awaits(): Promise<readonly number[]> {
    return (await this.#facts()).awaits;
  }
  async result(): Promise<TurnResult | undefined> {
    return (await this.#facts()).result;
  }
  async hash(): Promise<string> {
    return (await this.#facts()).hash;
  }
  save(): string {
    return this.#known.state;
  }
  view(seat: number | null): Promise<string> {
    return this.#thread.ask(this.#job({ kind: 'view', seat }));
  }
  check(seat: number, orders: string): Promise<readonly SheetProblem[]> {
    return this.#thread.ask(this.#job({ kind: 'check', seat, orders }));
  }
  standIn(seat: number): Promise<string> {
    return this.#thread.ask(this.#job({ kind: 'stand-in', seat }));
  }
  film(seat: number | null, sheets: readonly PlayedSheet[]): Promise<string> {
    return this.#thread.ask(this.#job({ kind: 'film', seat, sheets }));
  }
  async run(sheets: readonly PlayedSheet[]): Promise<void> {
    this.#known = await this.#thread.ask(this.#job({ kind: 'run', sheets }));
  }

  async #facts(): Promise<TurnFacts> {
    const known = this.#known;
    if (isWhole(known)) return known;
    const facts = await this.#thread.ask(this.#job({ kind: 'facts' }));
    if (this.#known === known) this.#known = facts;
    return facts;
  }

  #job<T extends TurnTask>(task: T): TurnJob & { readonly task: T } {
    return { ...this.#about, state: this.#known.state, task };
  }
}

const isWhole = (known: Known): known is TurnFacts => known.hash !== undefined;
