/**
 * Who may see which turns of a game. Players see theirs at once, and all that they saw until they left; whoever doesn't play
 * sees a turn when `watchDelay` more have run, so that nobody can tell a player what is still of use; after the end
 * everybody sees everything. A game that went on in files has not ended: what was hidden here stays hidden.
 */
import type { GameRow, SeatRow } from './game-rows.ts';

/** From the moment when a turn has run to the one when all begin to watch it: the notice and the film must get there. */
export const SHOW_LEAD_MS = 3000;

/** The result of a game that left as a file. */
export const MOVED_AWAY = JSON.stringify({ winners: [], reason: 'moved-to-letters' });

type Progress = Pick<GameRow, 'phase' | 'turn' | 'watchDelay' | 'result'>;
type Sitting = Pick<SeatRow, 'playerId' | 'ownerId' | 'awaited' | 'leftTurn' | 'lastTurn'>;

/** The last turn that has run. */
export const turnsRun = ({ phase, turn }: Progress): number => (phase === 'over' ? turn : Math.max(0, turn - 1));

export const hasEnded = ({ phase, result }: Progress): boolean => phase === 'over' && result !== MOVED_AWAY;

/** The last turn that this account may watch as a spectator; 0 none. Whether it may see the game is for others to say. */
export function watchTurns(game: Progress, seats: readonly Sitting[], accountId: string): number {
  const ran = turnsRun(game);
  if (hasEnded(game)) return ran;
  const own = seats.find(({ playerId }) => playerId === accountId);
  if (own !== undefined && !isOut(game, seats, own)) return 0;
  return Math.max(0, ran - game.watchDelay);
}

/** The last turn that this account saw, or sees, as a player; 0 none. */
export function sawTurns(game: Progress, seats: readonly Sitting[], accountId: string): number {
  const own = seats.find(({ playerId, ownerId }) => playerId === accountId || ownerId === accountId);
  if (own === undefined) return 0;
  const ran = turnsRun(game);
  if (hasEnded(game) || own.playerId === accountId) return ran;
  return Math.min(ran, (own.leftTurn ?? 1) - 1);
}

/** Eliminated: where seats take turns, each is waited for within as many turns as there are seats. */
function isOut({ turn }: Progress, seats: readonly Sitting[], { awaited, lastTurn }: Sitting): boolean {
  return awaited === 0 && turn - lastTurn > seats.length;
}
