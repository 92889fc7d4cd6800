/** What nobody calls for: the end of entry, matches to open, results to take. Any server may sweep at any time. */
import type { Notice } from '../notice.ts';
import type { TournamentContext } from './context.ts';
import type { PlayedMatch } from './match-play.ts';
import type { TournamentMatches } from './tournament-matches.ts';
import type { Tournaments } from './tournaments.ts';

/** Of each kind in one sweep. */
export const SWEPT_AT_ONCE = 100;

const OPENS = `update tournament set state = 'open' where state = 'announced' and opens_ms <= ?`;
const CLOSES = `select id from tournament where state in ('announced', 'open') and closes_ms <= ?
  order by closes_ms limit ?`;
/** A table is played round by round. */
const READY = `select m.tournament_id as "tournamentId", m.number from tournament_match m where m.state = 'ready' and
  (m.bracket <> 'table' or not exists (select 1 from tournament_match e where e.tournament_id = m.tournament_id
  and e.round < m.round and e.state in ('waiting', 'ready', 'playing'))) order by m.tournament_id, m.number limit ?`;

export class TournamentSweep {
  readonly #context: TournamentContext;
  readonly #tournaments: Tournaments;
  readonly #matches: TournamentMatches;

  constructor(context: TournamentContext, tournaments: Tournaments, matches: TournamentMatches) {
    this.#context = context;
    this.#tournaments = tournaments;
    this.#matches = matches;
  }

  /** Returns what to tell. What fails is logged, and tried again by the next sweep. */
  async sweep(): Promise<readonly Notice[]> {
    const { database, clock, play } = this.#context;
    const nowMs = clock.wallMs();
    await database.batch([{ sql: OPENS, values: [nowMs] }], { locks: [] });
    const closing = (await database.query(CLOSES, [nowMs, SWEPT_AT_ONCE])).rows;
    const notify: Notice[] = [];
    for (const { id } of closing)
      notify.push(...(await this.#each({ id }, async () => (await this.#tournaments.close(id as string)).notify)));
    for (const match of await play.due(database, SWEPT_AT_ONCE))
      notify.push(...(await this.#each(match, () => this.#matches.take(match))));
    const ready = (await database.query(READY, [SWEPT_AT_ONCE])).rows as unknown as readonly PlayedMatch[];
    for (const match of ready) notify.push(...(await this.#each(match, () => this.#matches.open(match))));
    return notify;
  }

  /** One that can't go on must not keep the others. */
  async #each(what: object, work: () => Promise<readonly Notice[]>): Promise<readonly Notice[]> {
    try {
      return await work();
    } catch (error) {
      this.#context.log.log('error', 'a tournament could not go on', { ...what, error: String(error) });
      return [];
    }
  }
}
