/**
 * The matches of running tournaments: opening them, and taking their results. Each is one transaction that also does what
 * follows, so there is no moment at which a crash leaves half of it; `due` and `ready` rows say what is still to do.
 */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import { newId } from '../uuid.ts';
import { tellEntrants, type TournamentContext } from './context.ts';
import type { PlayedMatch } from './match-play.ts';
import { goneOf, isBracket, progress } from './progress.ts';
import type { MatchResult, ResultBy } from './settle.ts';
import { noteEntrants } from './tournament-notes.ts';
import {
  auditStatement,
  entrantsOf,
  oneMatch,
  putMatches,
  tournamentLock,
  tournamentOf,
  type EntrantRow,
  type MatchRow,
  type TournamentRow,
} from './tournament-rows.ts';

/** A drawn match of a bracket is played again so often; then scores decide, then the seeds. */
export const REPLAYS = 1;
export const REASON = 200;
const TRIES = 3;

const FIRST_TURN = 'update tournament_match set first_turn_seen = 1 where tournament_id = ? and number = ?';
const NEW_PLAY = 'update tournament_match set first_turn_seen = 0 where tournament_id = ? and number = ?';

export interface OwnResult {
  readonly result: MatchResult;
  readonly reason: string;
}

interface Decision {
  readonly result: MatchResult;
  readonly by: ResultBy;
  readonly scores?: readonly [number, number];
  readonly reason?: string;
}

export class TournamentMatches {
  readonly #context: TournamentContext;

  constructor(context: TournamentContext) {
    this.#context = context;
  }

  /** Opens the play of a match that is ready; does nothing for others. */
  async open({ tournamentId, number }: PlayedMatch): Promise<readonly Notice[]> {
    const { database, play } = this.#context;
    const id = newId(this.#context);
    return database.transaction(
      async (transaction) => {
        const tournament = await tournamentOf(transaction, tournamentId);
        const match = await oneMatch(transaction, tournamentId, number);
        if (tournament.state !== 'running' || match.state !== 'ready') return [];
        const entrants = await entrantsOf(transaction, tournamentId);
        const [first, second] = match.seeds.map((seed) => accountOf(entrants, seed)) as [string | null, string | null];
        // Somebody left since: there is nothing to play.
        if (first === null || second === null) return this.#goOn(transaction, tournamentId);
        const plays = match.plays + 1;
        const players: [string, string] = swapped(plays) ? [second, first] : [first, second];
        const title = `${tournament.title}: match ${number}`;
        const told = await play.open(transaction, { id, title, players, settings: settingsOf(tournament) });
        await this.#put(transaction, tournamentId, { ...match, state: 'playing', playId: id, plays });
        await transaction.query(NEW_PLAY, [tournamentId, number]);
        const noted = { event: 'match-ready', match: number, play: id } as const;
        const nowMs = this.#context.clock.wallMs();
        await noteEntrants(transaction, { tournament, entrants, seeds: match.seeds }, { noted, nowMs });
        const news = { tournamentId, event: 'match-ready', match: number, gameId: id } as const;
        return [...told, ...tellEntrants(entrants, news, match.seeds)];
      },
      { locks: [tournamentLock(tournamentId)] },
    );
  }

  /** Takes the result of a match under way, if there is one, and only once, however often it is called. */
  async take({ tournamentId, number }: PlayedMatch): Promise<readonly Notice[]> {
    const { playId } = await oneMatch(this.#context.database, tournamentId, number);
    if (playId === undefined) return [];
    return this.#locked(tournamentId, playId, async (transaction) => {
      const match = await oneMatch(transaction, tournamentId, number);
      if (match.state !== 'playing' || match.playId !== playId) return [];
      const tournament = await tournamentOf(transaction, tournamentId);
      const entrants = await entrantsOf(transaction, tournamentId);
      const decision = await this.#decision(transaction, { tournament, match, entrants });
      if (decision === 'running') {
        await transaction.query(FIRST_TURN, [tournamentId, number]);
        return [];
      }
      if (decision === undefined) return [];
      if ('again' in decision) {
        await this.#put(transaction, tournamentId, { ...match, state: 'ready', scores: decision.again });
        return [];
      }
      return this.#decide(transaction, { tournamentId, match, entrants, decision });
    });
  }

  /** By the organiser, for a match that isn't decided. Throws Refused `bad-value`, `not-found`, `conflict`. */
  async set(actorId: string, match: PlayedMatch, own: OwnResult): Promise<readonly Notice[]> {
    const reason = own.reason.trim();
    if (reason === '' || reason.length > REASON)
      throw new Refused('bad-value', `a result that is set has a reason of 1 to ${REASON} characters`);
    // A sweep may begin the match in between; then its play is another.
    for (let tries = 0; tries < TRIES; tries++) {
      const told = await this.#setOnce(actorId, match, { ...own, reason });
      if (told !== undefined) return told;
    }
    throw new Refused('conflict', 'the match has just begun anew; look again');
  }

  /** Undefined when what is played has changed meanwhile. */
  async #setOnce(
    actorId: string,
    { tournamentId, number }: PlayedMatch,
    { result, reason }: OwnResult,
  ): Promise<readonly Notice[] | undefined> {
    const { database, clock } = this.#context;
    const { playId } = await oneMatch(database, tournamentId, number);
    return this.#locked(tournamentId, playId, async (transaction) => {
      const tournament = await tournamentOf(transaction, tournamentId);
      const match = await oneMatch(transaction, tournamentId, number);
      if (match.playId !== playId) return undefined;
      if (tournament.state !== 'running' || (match.state !== 'ready' && match.state !== 'playing'))
        throw new Refused('conflict', `match ${number} is ${match.state}: only what is ready or played can be decided`);
      if (result === 'draw' && isBracket(tournament.format))
        throw new Refused('bad-value', 'a match of a bracket has no draw: name who goes on, or none');
      const entrants = await entrantsOf(transaction, tournamentId);
      const detail = JSON.stringify({ match: number, result, reason });
      await transaction.batch([
        auditStatement(tournamentId, { actorId, action: 'result', detail, nowMs: clock.wallMs() }),
      ]);
      const decision = { result, by: 'organiser', reason } as const;
      return this.#decide(transaction, { tournamentId, match, entrants, decision });
    });
  }

  #locked<T>(
    tournamentId: string,
    playId: string | undefined,
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const locks = [tournamentLock(tournamentId), ...(playId === undefined ? [] : [this.#context.play.lock(playId)])];
    return this.#context.database.transaction(work, { locks });
  }

  /** Undefined: nothing has happened yet. */
  async #decision(
    transaction: Transaction,
    { tournament, match, entrants }: { tournament: TournamentRow; match: MatchRow; entrants: readonly EntrantRow[] },
  ): Promise<Decision | 'running' | { readonly again: readonly [number, number] } | undefined> {
    const gone = goneOf(entrants);
    const [first, second] = match.seeds.map((seed) => gone.has(seed!)) as [boolean, boolean];
    if (first || second) return { result: first ? (second ? 'none' : 'second') : 'first', by: 'walkover' };
    const seen = await this.#context.play.look(transaction, match.playId!);
    if (seen.state === 'running') return seen.begun ? 'running' : undefined;
    const turned = swapped(match.plays);
    const [a, b] = seen.scores;
    const scores: [number, number] = [match.scores[0] + (turned ? b : a), match.scores[1] + (turned ? a : b)];
    const result = turned ? mirrored(seen.result) : seen.result;
    if (result !== 'draw' || !isBracket(tournament.format)) return { result, by: seen.by, scores };
    if (match.plays <= REPLAYS) return { again: scores };
    const better = scores[0] === scores[1] ? match.seeds[0]! < match.seeds[1]! : scores[0] > scores[1];
    return { result: better ? 'first' : 'second', by: 'tie-break', scores };
  }

  async #decide(
    transaction: Transaction,
    {
      tournamentId,
      match,
      entrants,
      decision,
    }: { tournamentId: string; match: MatchRow; entrants: readonly EntrantRow[]; decision: Decision },
  ): Promise<readonly Notice[]> {
    const { play } = this.#context;
    const bySeats = swapped(match.plays) ? mirrored(decision.result) : decision.result;
    // What was played out stands as it was, also where a tie had to be broken.
    const decided = decision.by !== 'play' && decision.by !== 'tie-break';
    const ended =
      decided && match.state === 'playing' && match.playId !== undefined
        ? await play.end(transaction, match.playId, bySeats)
        : [];
    await this.#put(transaction, tournamentId, { ...match, ...decision, state: 'over' });
    const news = { tournamentId, event: 'match-over', match: match.number } as const;
    return [...ended, ...tellEntrants(entrants, news, match.seeds), ...(await this.#goOn(transaction, tournamentId))];
  }

  #goOn(transaction: Transaction, tournamentId: string): Promise<readonly Notice[]> {
    return progress(transaction, tournamentId, this.#context.clock.wallMs());
  }

  #put(transaction: Transaction, tournamentId: string, match: MatchRow): Promise<void> {
    return putMatches(transaction, tournamentId, [match], this.#context.clock.wallMs());
  }
}

/** Every other time they change seats. */
const swapped = (plays: number): boolean => plays % 2 === 0;

const MIRRORED = { first: 'second', second: 'first', draw: 'draw', none: 'none' } as const;
const mirrored = (result: MatchResult): MatchResult => MIRRORED[result];

function accountOf(entrants: readonly EntrantRow[], seed: number | undefined): string | null {
  const entrant = entrants.find((each) => each.seed === seed);
  return entrant === undefined || entrant.gone === 1 ? null : entrant.accountId;
}

function settingsOf({ game, settings, turnMs, missedMost, vacations, ladder, watchDelay }: TournamentRow) {
  const rated = { ...(ladder === null ? {} : { ladder }), ...(watchDelay === null ? {} : { watchDelay }) };
  return { game, settings, turnMs, missedMost, vacations: vacations === 1, ...rated };
}
