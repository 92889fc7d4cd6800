/** The account's games on the server, and those with a seat for anybody. */
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { api, wordsFor } from '../../account/account.ts';
import { account } from '../../account/who.ts';
import { tactics } from '@rubato/tactics';
import type { Seek, ServerGame } from './told.ts';
import { serverClock } from './server-clock.ts';
import { TurnLink } from './turn-link.ts';

export class ServerGames {
  /** Undefined until the server said. */
  readonly mine = signal<readonly ServerGame[]>();
  readonly free = signal<readonly ServerGame[]>([]);
  /** Under way, of others, for anybody to watch. */
  readonly running = signal<readonly ServerGame[]>([]);
  /** There are older ones than those in `mine`. */
  readonly more = signal(false);
  /** Tickets of whoever looks for opponents. */
  readonly seeks = signal<readonly Seek[]>([]);
  readonly fault = signal<string>();
  #asked = 0;
  #pages = 1;

  async look(): Promise<void> {
    if (account.peek() === undefined) return;
    const asked = ++this.#asked;
    try {
      const [mine, open, running, { seeks }] = await Promise.all([
        this.#mine(),
        api.openTurnGames(),
        api.runningTurnGames(),
        api.turnSeeks(),
      ]);
      if (asked !== this.#asked) return;
      this.mine.value = mine.filter(isTactics).sort(byUrgency);
      const own = new Set(mine.map(({ id }) => id));
      this.free.value = open.games.filter((game) => isTactics(game) && !own.has(game.id));
      const free = new Set(open.games.map(({ id }) => id));
      this.running.value = running.games.filter((game) => isTactics(game) && !own.has(game.id) && !free.has(game.id));
      this.seeks.value = seeks.filter(({ game }) => game === tactics.name);
      this.fault.value = undefined;
    } catch (error) {
      if (asked === this.#asked) this.fault.value = wordsFor(error);
    }
  }

  /** Adds older ones of the account's to the list. */
  lookFurther(): Promise<void> {
    this.#pages++;
    return this.look();
  }

  async #mine(): Promise<readonly ServerGame[]> {
    const all: ServerGame[] = [];
    let full = true;
    for (let page = 0; full && page < this.#pages; page++) {
      const before = all.at(-1)?.id;
      const ask = () => api.turnGames(before === undefined ? {} : { before });
      const { games } = await serverClock.time(ask, (said) => said.games[0]?.nowMs);
      all.push(...games);
      full = games.length === PAGE;
    }
    this.more.value = full;
    return all;
  }

  forget(): void {
    this.#asked++;
    this.#pages = 1;
    this.running.value = [];
    this.more.value = false;
    this.mine.value = undefined;
    this.free.value = [];
    this.seeks.value = [];
    this.fault.value = undefined;
  }
}

/** Games of one answer: a list that has fewer is at its end. */
const PAGE = 50;

const isTactics = ({ game }: ServerGame): boolean => game === tactics.name;

const URGENCY: readonly ServerGame['status'][] = [
  'your-turn',
  'simulating',
  'waiting',
  'watching',
  'gathering',
  'over',
];

/** What waits for the player first, the nearest deadline before others; else the newest first, as the server tells them. */
export function byUrgency(a: ServerGame, b: ServerGame): number {
  const rank = URGENCY.indexOf(a.status) - URGENCY.indexOf(b.status);
  return rank === 0 ? (a.deadlineMs ?? 0) - (b.deadlineMs ?? 0) : rank;
}

/** Kept up to date as long as the page shows them. */
export function useServerGames(): ServerGames {
  const games = useMemo(() => new ServerGames(), []);
  const who = account.value?.accountId;
  useEffect(() => {
    games.forget();
    if (who === undefined) return undefined;
    void games.look();
    return new TurnLink(() => void games.look()).open();
  }, [who]);
  return games;
}
