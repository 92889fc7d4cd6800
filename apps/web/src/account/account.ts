/** The server's services in the name of whoever is logged in. Fetched when first used: the lobby shows without it. */
import { ApiError, createApi } from '@rubato/client';
import { loginMemory } from './who.ts';

export const api = createApi({ baseUrl: '', storage: loginMemory });

/** What to tell people of a call that failed. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong here; reload the page.';
  if (error.code === 'network') return 'The server does not answer.';
  // The server’s own words are for programs: they name headers.
  if (error.code === 'not-logged-in') return 'Nobody is logged in here, or no longer: log in first.';
  const wait = error.retryAfterMs === undefined ? '' : ` Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
  return `${sentence(error.message)}${wait}`;
}

function sentence(text: string): string {
  const upper = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}
