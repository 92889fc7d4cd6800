/** One tournament as the server tells it, kept up to date as long as the page shows it. */
import { batch, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { api, wordsFor } from '../account/account.ts';
import { account } from '../account/who.ts';
import { TurnLink } from '../tactics/server/turn-link.ts';
import type { Entrant, Match, Standing, Tournament } from './told.ts';
import { namesOf, type Names } from './words.ts';

/** As many as a page of the route. */
const MATCHES_PER_PAGE = 256;
/** The socket tells entrants of their own matches; others and other matches are asked for. */
const ASK_MS = 10_000;

export interface Shown {
  readonly tournament: Tournament;
  readonly entrants: readonly Entrant[];
  readonly matches: readonly Match[];
  readonly standings: readonly Standing[];
  readonly names: Names;
  /** The caller's seed. */
  readonly own: number | undefined;
}

export class TournamentStore {
  readonly id: string;
  readonly #code: string | undefined;
  /** Undefined until the server said. */
  readonly shown = signal<Shown>();
  readonly fault = signal<string>();
  #asked = 0;

  constructor(id: string, code: string | undefined) {
    this.id = id;
    this.#code = code;
  }

  /** Of a private one. */
  get code(): { readonly code?: string } {
    return this.#code === undefined ? {} : { code: this.#code };
  }

  async look(): Promise<void> {
    if (account.peek() === undefined) return;
    const asked = ++this.#asked;
    const of = { id: this.id, ...this.code };
    try {
      const [{ tournament, entrants }, matches, { standings }] = await Promise.all([
        api.tournament(of),
        this.#matches(),
        api.tournamentStandings(of),
      ]);
      if (asked !== this.#asked) return;
      const own = entrants.find((each) => each.own)?.seed;
      batch(() => {
        this.shown.value = { tournament, entrants, matches, standings, names: namesOf(entrants), own };
        this.fault.value = undefined;
      });
    } catch (error) {
      if (asked === this.#asked) this.fault.value = wordsFor(error);
    }
  }

  forget(): void {
    this.#asked++;
    batch(() => {
      this.shown.value = undefined;
      this.fault.value = undefined;
    });
  }

  async #matches(): Promise<readonly Match[]> {
    const all: Match[] = [];
    for (;;) {
      const { matches } = await api.tournamentMatches({ id: this.id, ...this.code, after: all.at(-1)?.number ?? 0 });
      all.push(...matches);
      if (matches.length < MATCHES_PER_PAGE) return all;
    }
  }
}

/** Kept up to date until it is over, and as long as somebody is logged in. */
export function useTournament(id: string, code: string | undefined): TournamentStore {
  const store = useMemo(() => new TournamentStore(id, code), [id, code]);
  const who = account.value?.accountId;
  useEffect(() => {
    store.forget();
    if (who === undefined) return undefined;
    void store.look();
    const changed = (told: string | undefined): void => {
      const state = store.shown.peek()?.tournament.state;
      if (told === undefined ? state !== 'over' && state !== 'cancelled' : told === id) void store.look();
    };
    return new TurnLink(changed, { topic: 'TOURNAMENT', liveMs: ASK_MS }).open();
  }, [who, store]);
  return store;
}
