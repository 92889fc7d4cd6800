/** What went wrong with a file or an order, for people. */
import { LetterRefused } from '@rubato/letters';

export function fileWords(error: unknown): string {
  if (error instanceof LetterRefused) return `This can’t be taken (${error.code}): ${error.message}.`;
  return error instanceof Error ? error.message : String(error);
}
