/** A server's game in words: whose turn it is, how long there is, and what came of it. */
import { scenarioOf, SCENARIO_NAMES, type ScenarioName } from '@rubato/tactics';
import { shownName } from '../../account/who.ts';
import type { Tone } from '../../kit/surfaces.tsx';
import { listed } from '../status.ts';
import type { ServerGame, ServerSeat } from './told.ts';

export interface GameWords {
  readonly tone: Tone;
  readonly words: string;
  /** Something is to be done here. */
  readonly lamp: boolean;
}

export function statusOfGame(game: ServerGame): GameWords {
  switch (game.status) {
    case 'your-turn':
      return { tone: 'accent', words: 'Your turn!', lamp: true };
    case 'waiting':
      return { tone: 'plain', words: waitingWords(game), lamp: false };
    case 'watching':
      return { tone: 'plain', words: 'Watching', lamp: false };
    case 'simulating':
      return { tone: 'warn', words: 'Simulating…', lamp: false };
    case 'gathering':
      return { tone: 'plain', words: freeWords(game), lamp: false };
    case 'over':
      return { tone: 'good', words: resultOf(game).title, lamp: false };
    default:
      return game.status satisfies never;
  }
}

export const seatName = ({ name, seat, by }: ServerSeat): string =>
  (name === undefined ? undefined : shownName(name)) ??
  (by === 'nobody' ? 'free' : by === 'ai' ? 'Computer' : `Seat ${seat}`);

/** Names of those whose orders the open turn waits for. */
export function waitingWords({ seats, seat: own }: ServerGame): string {
  const names = seats.filter(({ awaited, seat }) => awaited && seat !== own).map(seatName);
  return names.length === 0 ? 'Waiting for the turn to close' : `Waiting for ${listed(names)}`;
}

function freeWords({ seats }: ServerGame): string {
  const free = freeSeats(seats);
  return free === 1 ? '1 seat free' : `${free} seats free`;
}

/** What whoever looks on will see next, and when. */
export function behindWords({ watchDelay, watchTurns }: Pick<ServerGame, 'watchDelay' | 'watchTurns'>): string {
  const next = watchTurns + 1;
  const comes = `turn ${next} comes by itself ${watchDelay === 0 ? 'then' : `as soon as turn ${next + watchDelay} has run`}`;
  if (watchDelay === 0) return `You watch each turn when it has run: ${comes}.`;
  const behind = watchDelay === 1 ? 'one turn' : `${watchDelay} turns`;
  return `You watch ${behind} behind the players, so that nobody can help them: ${comes}.`;
}

/** Seats that nobody plays. */
export const freeSeats = (seats: ServerGame['seats']): number => seats.filter(({ by }) => by !== 'player').length;

/** The scenario of a game's settings; undefined for one that this page doesn't know. */
export function scenarioIn(settings: string): ScenarioName | undefined {
  try {
    const { scenario = 'asteroid-belt-ambush' } = JSON.parse(settings) as { readonly scenario?: string };
    return SCENARIO_NAMES.find((name) => name === scenario);
  } catch {
    return undefined;
  }
}

export function scenarioTitle(settings: string): string {
  const scenario = scenarioIn(settings);
  return scenario ? scenarioOf[scenario].title : 'Another scenario';
}

const REASONS: Readonly<Record<string, string>> = {
  elimination: 'Nobody else has a ship left.',
  flight: 'The convoy’s fate is decided.',
  points: 'The points are reached.',
  time: 'The last turn has been played.',
  stopped: 'The battle was stopped.',
};

export interface ResultWords {
  readonly title: string;
  readonly reason: string;
  /** By seat; empty where the game counts none. */
  readonly scores: ReadonlyMap<number, number>;
}

/** What came of a game that is over. */
export function resultOf({ result, seats, seat: own }: ServerGame): ResultWords {
  const { winners, scores, reason } = readResult(result);
  const names = seats
    .filter(({ seat }) => winners.includes(seat))
    .map((one) => (one.seat === own ? 'You' : seatName(one)));
  const title = names.length === 0 ? 'A draw' : `${listed(names)} won`;
  return { title, reason: REASONS[reason] ?? '', scores: new Map(scores.map(({ seat, score }) => [seat, score])) };
}

interface Result {
  readonly winners: readonly number[];
  readonly scores: readonly { readonly seat: number; readonly score: number }[];
  readonly reason: string;
}

function readResult(text: string | undefined): Result {
  const none: Result = { winners: [], scores: [], reason: '' };
  try {
    const { winners, scores, reason } = JSON.parse(text ?? '{}') as Partial<Result>;
    return {
      winners: Array.isArray(winners) ? winners : none.winners,
      scores: Array.isArray(scores) ? scores : none.scores,
      reason: typeof reason === 'string' ? reason : none.reason,
    };
  } catch {
    return none;
  }
}
