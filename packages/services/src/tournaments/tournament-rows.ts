/** Rows of tournaments, and the statements over them. */
import type { Statement, Transaction } from '@rubato/ports';
import { Refused } from '../ledger/refused.ts';
import type { Queryable } from '../schema/query-builder.ts';
import type { BracketName, Slot } from './bracket.ts';
import type { MatchResult, MatchState, ResultBy, TournamentMatch } from './settle.ts';
import type { TournamentFormat, TournamentState } from './tournament.ts';

export type TournamentRow = {
  readonly id: string;
  readonly organiserId: string | null;
  readonly title: string;
  readonly format: TournamentFormat;
  readonly game: string;
  readonly settings: string;
  readonly turnMs: number;
  readonly missedMost: number;
  readonly vacations: number;
  readonly ladder: string | null;
  readonly rounds: number | null;
  readonly twice: number;
  readonly mostEntrants: number;
  readonly leastRating: number | null;
  readonly mostRating: number | null;
  readonly joinCode: string | null;
  /** Of its matches; null: they aren't watched. */
  readonly watchDelay: number | null;
  readonly opensMs: number;
  readonly closesMs: number;
  readonly state: TournamentState;
  readonly reason: string | null;
  readonly begunMs: number | null;
  readonly overMs: number | null;
  /** How many have entered. */
  readonly entered: number;
};

export type EntrantRow = {
  readonly number: number;
  /** Null: the account is gone. */
  readonly accountId: string | null;
  readonly name: string | null;
  readonly rating: number;
  readonly seed: number | null;
  readonly gone: number;
};

export interface MatchRow extends TournamentMatch {
  readonly playId?: string;
  /** How often it was played: a drawn match of a bracket is played again. */
  readonly plays: number;
  readonly scores: readonly [number, number];
  readonly reason?: string;
}

export const TOURNAMENT = `select t.id, t.organiser_id as "organiserId", t.title, t.format, t.game, t.settings,
  t.turn_ms as "turnMs", t.missed_most as "missedMost", t.vacations, t.ladder, t.rounds, t.twice,
  t.most_entrants as "mostEntrants", t.least_rating as "leastRating", t.most_rating as "mostRating",
  t.join_code as "joinCode", t.watch_delay as "watchDelay", t.opens_ms as "opensMs", t.closes_ms as "closesMs", t.state, t.reason,
  t.begun_ms as "begunMs", t.over_ms as "overMs",
  (select count(*) from tournament_entrant e where e.tournament_id = t.id) as entered from tournament t`;
const ENTRANT = `select e.number, e.account_id as "accountId", a.username as name, e.rating, e.seed, e.gone
  from tournament_entrant e left join account a on a.id = e.account_id where e.tournament_id = ?
  order by e.seed, e.number`;
const MATCH = `select number, bracket, round, first_slot, second_slot, first_seed, second_seed, state, play_id, plays,
  result, decided_by, first_score, second_score, reason from tournament_match where tournament_id = ?`;
const PUT = `insert into tournament_match (tournament_id, number, bracket, round, first_slot, second_slot, first_seed,
  second_seed, state, play_id, plays, result, decided_by, first_score, second_score, reason, decided_ms)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (tournament_id, number) do update set
  first_seed = excluded.first_seed, second_seed = excluded.second_seed, state = excluded.state,
  play_id = excluded.play_id, plays = excluded.plays, result = excluded.result, decided_by = excluded.decided_by,
  first_score = excluded.first_score, second_score = excluded.second_score, reason = excluded.reason,
  decided_ms = excluded.decided_ms`;
const AUDIT = `insert into tournament_audit (tournament_id, number, actor_id, action, detail, at_ms)
  select ?, 1 + count(*), ?, ?, ?, ? from tournament_audit where tournament_id = ?`;

/** What every transaction that changes a tournament holds. */
export const tournamentLock = (id: string): string => `tournament ${id}`;

export const noTournament = (): Refused => new Refused('not-found', 'there is no such tournament, or it needs a code');

/** Throws Refused `not-found`. */
export async function tournamentOf(from: Queryable, id: string): Promise<TournamentRow> {
  const { rows } = await from.query(`${TOURNAMENT} where t.id = ?`, [id]);
  if (!rows[0]) throw noTournament();
  return rows[0] as unknown as TournamentRow;
}

/** By seed, before there are any as they came. */
export async function entrantsOf(from: Queryable, id: string): Promise<readonly EntrantRow[]> {
  return (await from.query(ENTRANT, [id])).rows as unknown as readonly EntrantRow[];
}

/** By number. @param limit after `after` */
export async function matchesOf(
  from: Queryable,
  id: string,
  { after = 0, limit = 100_000 }: { readonly after?: number; readonly limit?: number } = {},
): Promise<readonly MatchRow[]> {
  const { rows } = await from.query(`${MATCH} and number > ? order by number limit ?`, [id, after, limit]);
  return rows.map(matchOf);
}

/** Throws Refused `not-found`. */
export async function oneMatch(from: Queryable, id: string, number: number): Promise<MatchRow> {
  const { rows } = await from.query(`${MATCH} and number = ?`, [id, number]);
  if (!rows[0]) throw new Refused('not-found', `the tournament has no match ${number}`);
  return matchOf(rows[0]);
}

export async function putMatches(
  transaction: Transaction,
  id: string,
  matches: readonly MatchRow[],
  nowMs: number,
): Promise<void> {
  if (matches.length > 0) await transaction.batch(matches.map((match) => statementOf(id, match, nowMs)));
}

export function auditStatement(
  id: string,
  { actorId, action, detail, nowMs }: { actorId: string; action: string; detail: string; nowMs: number },
): Statement {
  return { sql: AUDIT, values: [id, actorId, action, detail, nowMs, id] };
}

function statementOf(id: string, match: MatchRow, nowMs: number): Statement {
  const { number, bracket, round, slots, seeds, state, playId = null, plays, result = null, scores } = match;
  const [first, second] = slots.map(slotText) as [string, string];
  const known = [seeds[0] ?? null, seeds[1] ?? null, state, playId, plays, result, match.by ?? null];
  const decidedMs = state === 'over' || state === 'skipped' ? nowMs : null;
  return {
    sql: PUT,
    values: [id, number, bracket, round, first, second, ...known, ...scores, match.reason ?? null, decidedMs],
  };
}

function matchOf(row: Readonly<Record<string, unknown>>): MatchRow {
  const seed = (value: unknown): number | undefined => (value === null ? undefined : (value as number));
  const { result, decided_by: by, play_id: playId, reason } = row;
  return {
    number: row['number'] as number,
    bracket: row['bracket'] as BracketName,
    round: row['round'] as number,
    slots: [slotOf(row['first_slot'] as string), slotOf(row['second_slot'] as string)],
    seeds: [seed(row['first_seed']), seed(row['second_seed'])],
    state: row['state'] as MatchState,
    plays: row['plays'] as number,
    scores: [row['first_score'] as number, row['second_score'] as number],
    ...(result === null ? {} : { result: result as MatchResult }),
    ...(by === null ? {} : { by: by as ResultBy }),
    ...(playId === null ? {} : { playId: playId as string }),
    ...(reason === null ? {} : { reason: reason as string }),
  };
}

const SLOTS = { e: 'entrant', w: 'winner', l: 'loser' } as const;

function slotText(slot: Slot): string {
  if (slot.kind === 'bye') return 'bye';
  return slot.kind === 'entrant' ? `e${slot.seed}` : `${slot.kind[0]!}${slot.of}`;
}

function slotOf(text: string): Slot {
  if (text === 'bye') return { kind: 'bye' };
  const kind = SLOTS[text[0] as keyof typeof SLOTS];
  const number = Number(text.slice(1));
  return kind === 'entrant' ? { kind, seed: number } : { kind, of: number };
}
