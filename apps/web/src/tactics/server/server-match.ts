/** A game on the server as one player has it: what is known of it, and what can be done. */
import { batch, signal } from '@preact/signals';
import { ApiError, type Api } from '@rubato/client';
import type { Seat } from '@rubato/game';
import type { SheetProblem, TacticsOrder, TacticsView } from '@rubato/tactics';
import { reasonIn } from '../reasons.ts';
import { ordersText } from '../order-json.ts';
import { DraftSync } from './draft-sync.ts';
import { serverClock } from './server-clock.ts';
import { readFilm, type ServerFilm } from './server-film.ts';
import type { ServerGame } from './told.ts';
import { readView } from './turn-text.ts';
import { rememberWatched, watchedTurn } from './watched.ts';

export type MatchApi = Pick<
  Api,
  | 'turnGames'
  | 'turnGame'
  | 'joinTurnGame'
  | 'turnState'
  | 'checkOrders'
  | 'draftOrders'
  | 'submitOrders'
  | 'turnFilm'
  | 'watchTurn'
  | 'followTurnGame'
  | 'leaveTurnGame'
  | 'resignTurnGame'
>;

/** A turn that orders are given for. */
export interface OpenTurn {
  readonly turn: number;
  readonly seat: Seat;
  readonly view: TacticsView;
  readonly draft: DraftSync;
}

export interface Shown {
  readonly turn: number;
  /** Whose eyes; undefined: one's own, or a spectator's. */
  readonly eyes: number | undefined;
  /** When all who watch it together began; undefined for what is only seen again. */
  readonly showMs: number | undefined;
  readonly told: ServerFilm;
}

export interface MatchParts {
  readonly api: MatchApi;
  readonly after: (delayMs: number, task: () => void) => () => void;
  /** What a call that failed means, in words. */
  readonly words: (error: unknown) => string;
  readonly say: (text: string, tone: 'plain' | 'good' | 'warn' | 'bad') => void;
}

/** Films kept to be seen again; the one that was longest not seen goes first. */
export const MOST_FILMS = 4;

/** Turns that close, one after the other, between two questions. */
const CONFLICTS_MOST = 3;
/** Until the next look at a server that asks for patience. */
const PATIENCE_MS = { least: 1000, most: 30_000 } as const;

export class ServerMatch {
  readonly id: string;
  readonly game = signal<ServerGame>();
  readonly open = signal<OpenTurn>();
  /** Of the open turn; undefined before orders were given. */
  readonly given = signal<string>();
  readonly film = signal<Shown>();
  /** The turn whose film is being fetched; 0 none. */
  readonly fetching = signal(0);
  readonly submitting = signal(false);
  /** Why there is nothing to show. */
  readonly fault = signal<string>();
  /** The last call found no server. */
  readonly away = signal(false);
  readonly #parts: MatchParts;
  readonly #films = new Map<string, ServerFilm>();
  #looking: Promise<void> | undefined;
  #again = false;
  #closed = false;
  /** Of a private game that one has no seat in. */
  #code: string | undefined;
  #conflicts = 0;
  /** Cancels the look that the server asked to wait for. */
  #patience: (() => void) | undefined;

  constructor(id: string, parts: MatchParts) {
    this.id = id;
    this.#parts = parts;
  }

  /** Turns that have run. */
  get ran(): number {
    const game = this.game.value;
    if (!game || game.phase === 'gathering') return 0;
    return game.phase === 'over' ? game.turn : Math.max(0, game.turn - 1);
  }

  /** The last turn that can be shown here: of whoever doesn't play, some turns behind. */
  get shownTurns(): number {
    const game = this.game.value;
    return game ? Math.max(game.sawTurns, game.watchTurns) : 0;
  }

  /** @param code of the link that led here: of a private game, perhaps one's own already. */
  enter(code: string | undefined): Promise<void> {
    this.#code = code;
    return this.look();
  }

  /** Has the server tell of each turn that has run, for a while; rejects with ApiError when it won't. */
  follow(): Promise<unknown> {
    return this.#parts.api.followTurnGame({ id: this.id, ...this.#withCode() });
  }

  leave(): Promise<unknown> {
    return this.#parts.api.leaveTurnGame({ id: this.id });
  }

  /** A turn that may be watched and that this browser hasn't shown, newer than the one that is shown; 0 none. */
  get unseenTurn(): number {
    const { shownTurns } = this;
    return shownTurns > Math.max(watchedTurn(this.id), this.film.value?.turn ?? 0) ? shownTurns : 0;
  }

  /** Asks how the game stands. Calls while one is under way are answered by one more after it. */
  look(): Promise<void> {
    if (this.#looking) {
      this.#again = true;
      return this.#looking;
    }
    this.#looking = this.#ask().finally(() => {
      this.#looking = undefined;
      if (!this.#again || this.#closed) return;
      this.#again = false;
      void this.look();
    });
    return this.#looking;
  }

  /** @param code of a private game. */
  async join(code: string | undefined): Promise<void> {
    try {
      await this.#parts.api.joinTurnGame({ id: this.id, ...(code === undefined ? {} : { code }) });
    } catch (error) {
      // Somebody who has a seat already goes to it.
      const games = isConflict(error) ? (await this.#parts.api.turnGames()).games : [];
      if (!games.some(({ id, seat }) => id === this.id && seat !== undefined)) throw error;
    }
    await this.look();
  }

  /** Hands the orders in, once the server finds nothing wrong with them. What fails is said; the plan stays as it is. */
  async submit(orders: readonly TacticsOrder[]): Promise<void> {
    const open = this.open.peek();
    if (!open || this.submitting.peek()) return;
    const { api, say, words } = this.#parts;
    const sheet = { id: this.id, turn: open.turn, orders: ordersText(orders) };
    this.submitting.value = true;
    try {
      const { problems } = await api.checkOrders(sheet);
      const fatal = problems.find((problem) => problem.fatal);
      if (fatal)
        return say(
          `The orders can’t be given: ${reasonIn(fatal.reason as SheetProblem['reason']) ?? fatal.reason}`,
          'bad',
        );
      await api.submitOrders(sheet);
      if (this.open.peek() === open) this.given.value = sheet.orders;
      this.away.value = false;
    } catch (error) {
      // Said for as long as it lasts by the page itself.
      if (isAway(error)) this.away.value = true;
      say(isAway(error) ? 'Not given: the server does not answer. Give the orders again later.' : words(error), 'warn');
    } finally {
      this.submitting.value = false;
      await this.look();
    }
  }

  async resign(): Promise<void> {
    await this.#parts.api.resignTurnGame({ id: this.id });
    this.close();
  }

  /** Shows a turn that has run. @param eyes a seat's, once the game is over; default one's own, else a spectator's. */
  async watch(turn: number, eyes?: number): Promise<void> {
    const key = `${turn} ${eyes ?? ''}`;
    this.fetching.value = turn;
    try {
      const told = this.#films.get(key) ?? (await this.#fetch(turn, eyes));
      this.#films.delete(key);
      this.#films.set(key, told);
      for (const oldest of this.#films.keys()) if (this.#films.size > MOST_FILMS) this.#films.delete(oldest);
      if (!this.#closed && this.fetching.peek() === turn) {
        const showMs = eyes === undefined && turn === this.shownTurns ? this.game.peek()?.showMs : undefined;
        this.film.value = { turn, eyes, told, showMs };
      }
    } catch (error) {
      // Without the film the game goes on all the same.
      rememberWatched(this.id, turn);
      this.#parts.say(`Turn ${turn} can’t be shown. ${this.#parts.words(error)}`, 'bad');
    }
    if (this.fetching.peek() === turn) this.fetching.value = 0;
  }

  /** The film has been seen: on to what comes after it. */
  watched(): void {
    const shown = this.film.peek();
    if (!shown) return;
    rememberWatched(this.id, shown.turn);
    this.film.value = undefined;
    void this.#catchUp();
  }

  /** Ends all that waits; what was not sent stays in this browser. */
  close(): void {
    this.#closed = true;
    this.#patience?.();
    this.open.peek()?.draft.stop();
  }

  async #fetch(turn: number, eyes: number | undefined): Promise<ServerFilm> {
    const { api } = this.#parts;
    const { id } = this;
    const { seat, formerSeat, sawTurns = 0 } = this.game.peek() ?? {};
    if (eyes === undefined && turn <= sawTurns)
      return readFilm((await api.turnFilm({ id, turn })).film, turn, (seat ?? formerSeat ?? 0) as Seat);
    const wish = { id, turn, ...this.#withCode(), ...(eyes === undefined ? {} : { seat: eyes }) };
    return readFilm((await api.watchTurn(wish)).film, turn, (eyes ?? 0) as Seat);
  }

  #withCode(): { readonly code?: string } {
    return this.#code === undefined ? {} : { code: this.#code };
  }

  async #ask(): Promise<void> {
    try {
      const ask = () => this.#parts.api.turnGame({ id: this.id, ...this.#withCode() });
      const game = await serverClock.time(ask, ({ nowMs }) => nowMs);
      if (this.#closed) return;
      const playing = game.phase === 'planning' && game.seat !== undefined;
      if (playing) await this.#state(game);
      if (this.#closed) return;
      batch(() => {
        if (!playing) this.#leaveTurn();
        this.game.value = game;
        this.fault.value = undefined;
        this.away.value = false;
      });
      this.#conflicts = 0;
      this.open.peek()?.draft.flush();
      await this.#catchUp();
    } catch (error) {
      if (isBusy(error)) return this.#lookAfter(error);
      if (isAway(error)) this.away.value = true;
      // A turn that closes between two questions is asked for again; a game of another version answers so for ever.
      else if (isConflict(error) && this.#conflicts++ < CONFLICTS_MOST) this.#again = true;
      else this.fault.value = this.#parts.words(error);
    }
  }

  /** With a socket the next look of its own may be a minute away. */
  #lookAfter({ retryAfterMs }: { readonly retryAfterMs: number }): void {
    this.#patience?.();
    const waitMs = Math.min(PATIENCE_MS.most, Math.max(PATIENCE_MS.least, retryAfterMs));
    this.#patience = this.#parts.after(waitMs, () => void (this.#closed || this.look()));
  }

  async #state(game: ServerGame): Promise<void> {
    const told = await this.#parts.api.turnState({ id: this.id });
    const before = this.open.peek();
    if (before?.turn === told.turn && before.seat === told.seat) {
      const elsewhere = told.orders !== undefined && told.orders !== this.given.peek() && !this.submitting.peek();
      if (elsewhere) this.#parts.say('Orders for this turn were given in another tab or on another device.', 'warn');
      if (!this.submitting.peek()) this.given.value = told.orders;
      return;
    }
    const { turn } = told;
    const seat = told.seat as Seat;
    const view = readView(told.view);
    batch(() => {
      this.#leaveTurn();
      this.given.value = told.orders;
      this.game.value = game;
      this.open.value = { turn, seat, view, draft: this.#draftOf(turn, seat, told.draft ?? told.orders) };
    });
  }

  #draftOf(turn: number, seat: Seat, given: string | undefined): DraftSync {
    const { api, after } = this.#parts;
    return new DraftSync({
      place: { match: this.id, turn, seat },
      given,
      save: (orders) => api.draftOrders({ id: this.id, turn, orders }),
      after,
    });
  }

  #leaveTurn(): void {
    this.open.peek()?.draft.end();
    this.open.value = undefined;
    this.given.value = undefined;
  }

  /** Shows the newest turn that this browser has not shown. */
  async #catchUp(): Promise<void> {
    const { shownTurns } = this;
    if (this.#closed || this.film.peek() || this.fetching.peek() > 0) return;
    if (shownTurns > watchedTurn(this.id)) await this.watch(shownTurns);
  }
}

const isAway = (error: unknown): boolean => error instanceof ApiError && error.code === 'network';
const isConflict = (error: unknown): boolean => error instanceof ApiError && error.code === 'conflict';
/** The server asks for patience. */
const isBusy = (error: unknown): error is ApiError & { readonly retryAfterMs: number } =>
  error instanceof ApiError && error.retryAfterMs !== undefined;
