/** Matches of a tournament as turn games of two. */
import type { Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Notice } from '../notice.ts';
import type { Queryable } from '../schema/query-builder.ts';
import { tellAll, tellPlayers } from '../turn-games/context.ts';
import { gameLock, gameOf, LAST_RUN, seatsOf, type SeatRow } from '../turn-games/game-rows.ts';
import { checkNewGame } from '../turn-games/new-game.ts';
import { readSheets } from '../turn-games/sheets-text.ts';
import { openSeatedGame, type SeatingContext } from '../turn-games/seated-game.ts';
import { turnsRun } from '../turn-games/watching.ts';
import { DECIDED, type TurnResult } from '../turn-games/turn-rules.ts';
import type { MatchPlay, PlayedMatch, PlayWish, SeenPlay } from './match-play.ts';
import type { MatchResult } from './settle.ts';
import type { MatchSettings } from './tournament.ts';

const SEATS = 2;
/** Settings are tried with it before there is a game. */
const TRIAL_SEED = '0'.repeat(32);

const DUE = `select m.tournament_id as "tournamentId", m.number from tournament_match m
  join turn_game g on g.id = m.play_id where m.state = 'playing' and (g.phase = 'over'
  or (m.first_turn_seen = 0 and g.turn > 1)
  or exists (select 1 from turn_seat s where s.game_id = g.id and s.player_id is null)
  or exists (select 1 from tournament_entrant e where e.tournament_id = m.tournament_id and e.gone = 1
    and e.seed in (m.first_seed, m.second_seed))) order by m.tournament_id, m.number limit ?`;
const CODES = 'select id, join_code as code from turn_game where join_code is not null and id in';
const FIRST_TURN = 'select sheets from turn_record where game_id = ? and turn = 1';
/**
 * A turn that is just being run finds the game over, and is dropped. A game that ended before its tournament looked at it
 * isn't rated until then (`UNRATED` of the turns' sweep), so that both count the same.
 */
const END = `update turn_game set ${LAST_RUN}, phase = 'over', result = ?, rated = ?, deadline_ms = null, remind_ms = null
  where id = ? and (phase <> 'over' or rated = 0)`;

export class TurnMatchPlay implements MatchPlay {
  readonly #context: SeatingContext;
  readonly #ladders: ReadonlySet<string>;

  /** @param ladders on which games may be rated */
  constructor(context: SeatingContext, ladders: readonly string[]) {
    this.#context = context;
    this.#ladders = new Set(ladders);
  }

  async check(settings: MatchSettings): Promise<void> {
    const rules = this.#context.positions.rules(settings.game);
    if (rules.leastSeats > SEATS || rules.mostSeats < SEATS)
      throw new Refused(
        'bad-value',
        `tournaments are for games of two; ${rules.game} has ${rules.leastSeats} to ${rules.mostSeats} seats`,
      );
    if (settings.ladder !== undefined && !this.#ladders.has(settings.ladder))
      throw new Refused('not-found', `there is no ladder ${settings.ladder}`);
    await checkNewGame({ ...turnGameOf(settings, 'Tournament'), seats: SEATS, open: false }, rules, TRIAL_SEED);
  }

  lock(playId: string): string {
    return gameLock(playId);
  }

  async open(transaction: Transaction, { id, title, players, settings }: PlayWish): Promise<readonly Notice[]> {
    await openSeatedGame(transaction, this.#context, { id, players, wanted: turnGameOf(settings, title) });
    return tellPlayers(transaction, id, { phase: 'planning', turn: 1 });
  }

  async due(from: Queryable, limit: number): Promise<readonly PlayedMatch[]> {
    return (await from.query(DUE, [limit])).rows as unknown as readonly PlayedMatch[];
  }

  async watchCodes(from: Queryable, playIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    if (playIds.length === 0) return new Map();
    const { rows } = await from.query(`${CODES} (${playIds.map(() => '?').join(', ')})`, [...playIds]);
    return new Map(rows.map(({ id, code }) => [id as string, code as string]));
  }

  async look(from: Queryable, playId: string): Promise<SeenPlay> {
    const { phase, turn, result } = await gameOf(from, playId);
    const seats = await seatsOf(from, [playId]);
    const began = phase === 'over' || turn > 1;
    const late = began ? await lateForFirst(from, playId) : new Set<number>();
    const [first, second] = seats.map((row) => absent(row) || late.has(row.seat)) as [boolean, boolean];
    const { winners = [], scores = [] } = JSON.parse(result ?? '{}') as Partial<TurnResult>;
    const scoreOf = (seat: number) => scores.find((each) => each.seat === seat)?.score ?? 0;
    const ended = { state: 'ended', scores: [scoreOf(1), scoreOf(2)] } as const;
    if (first || second) return { ...ended, by: 'absence', result: first ? (second ? 'none' : 'second') : 'first' };
    if (phase !== 'over') return { state: 'running', begun: began };
    const won = [1, 2].filter((seat) => winners.includes(seat));
    return { ...ended, by: 'play', result: won.length !== 1 ? 'draw' : won[0] === 1 ? 'first' : 'second' };
  }

  async end(transaction: Transaction, playId: string, result: MatchResult): Promise<readonly Notice[]> {
    const game = await gameOf(transaction, playId);
    const { ladder, result: played } = game;
    const { scores } = JSON.parse(played ?? '{}') as Partial<TurnResult>;
    const winners = result === 'first' ? [1] : result === 'second' ? [2] : [];
    const text = JSON.stringify({ winners, ...(scores && { scores }), reason: DECIDED } satisfies TurnResult);
    // Of two who didn't play, neither is rated.
    const rated = ladder === null || result === 'none' ? 1 : 0;
    const { changes } = await transaction.query(END, [text, rated, playId]);
    return changes === 0
      ? []
      : tellAll(transaction, playId, { phase: 'over', turn: turnsRun(game), nowMs: this.#context.clock.wallMs() });
  }
}

function turnGameOf({ ladder, watchDelay, ...settings }: MatchSettings, title: string) {
  const { game, turnMs, missedMost, vacations } = settings;
  const more = { ...(ladder === undefined ? {} : { ladder }), ...(watchDelay === undefined ? {} : { watchDelay }) };
  const fixed = { early: true, standIn: 'ai' } as const;
  return { game, title, settings: settings.settings, turnMs, missedMost, vacations, ...fixed, ...more };
}

const absent = ({ playerId, resigned }: SeatRow): boolean => playerId === null || resigned === 1;

/** Who had nothing for the first turn when it closed. */
async function lateForFirst(from: Queryable, gameId: string): Promise<ReadonlySet<number>> {
  const { rows } = await from.query(FIRST_TURN, [gameId]);
  const sheets = rows[0] === undefined ? [] : await readSheets(rows[0]['sheets'] as string);
  return new Set(sheets.filter(({ by }) => by === 'none').map(({ seat }) => seat));
}
