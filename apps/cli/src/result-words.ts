/** A match's result in words; it comes out of files, so nothing about it is certain. */
import type { Result } from '@rubato/game';

/** `seat 2 won`. */
export function winnersInWords(result: unknown): string {
  if (result === undefined || result === null) return '–';
  const { winners } = result as Partial<Result>;
  if (!Array.isArray(winners)) return JSON.stringify(result);
  if (winners.length === 0) return 'a draw';
  return `${winners.length === 1 ? 'seat' : 'seats'} ${winners.join(', ')} won`;
}

/** `seat 2 won (score: seat 1 3, seat 2 5)`. */
export function resultInWords(result: unknown): string {
  const who = winnersInWords(result);
  const { scores } = (result ?? {}) as Partial<Result>;
  if (!Array.isArray(scores) || scores.length === 0) return who;
  return `${who} (${scores.map(({ seat, score }) => `seat ${seat}: ${score}`).join(', ')})`;
}
