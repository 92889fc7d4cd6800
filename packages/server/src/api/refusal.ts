/** Every error that leaves the API: a code of the one table, words for people, and when to come again. */
import { DatabaseError, PasswordHashOverloaded } from '@rubato/ports';
import { serviceErrors, type ServiceErrorCode, type ServiceErrorReply } from '@rubato/protocol';
import { Refused, Throttled } from '@rubato/services';
import { BadJson } from './json-body.ts';

/** After which somebody who met a full server may try again. */
export const OVERLOADED_RETRY_MS = 1000;

const AWAY = 'the database cannot be reached; nothing was changed; try again soon';
/** What goes wrong with a database for a while only, by its code. */
const PASSING: Readonly<Record<string, string>> = {
  overloaded: serviceErrors.overloaded.meaning,
  busy: serviceErrors.overloaded.meaning,
  timeout: serviceErrors.overloaded.meaning,
  unavailable: AWAY,
  closed: AWAY,
  'in-doubt': 'the database broke off and may have done it: look, or repeat it with the same Idempotency-Key',
};

/** What to answer; undefined for a failure of ours, which is for the log and not for the caller. */
export function refusalOf(error: unknown): ServiceErrorReply | undefined {
  if (error instanceof BadJson) return { error: 'bad-request', message: error.message };
  if (error instanceof PasswordHashOverloaded) return overloaded();
  if (error instanceof DatabaseError && Object.hasOwn(PASSING, error.code)) return overloaded(PASSING[error.code]);
  if (error instanceof Throttled)
    return { error: error.code, message: error.message, retryAfterMs: error.retryAfterMs };
  if (error instanceof Refused) return { error: error.code, message: error.message, ...retry(error.code) };
  return ofHttp(error);
}

function overloaded(message: string = serviceErrors.overloaded.meaning): ServiceErrorReply {
  return { error: 'overloaded', message, retryAfterMs: OVERLOADED_RETRY_MS };
}

function retry(code: ServiceErrorCode): { readonly retryAfterMs?: number } {
  return code === 'overloaded' ? { retryAfterMs: OVERLOADED_RETRY_MS } : {};
}

/** What Fastify refuses before a handler runs: sizes, types, broken lengths. */
function ofHttp(error: unknown): ServiceErrorReply | undefined {
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  // A handler that took too long.
  if (statusCode === 503) return overloaded();
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  return { error: statusCode === 413 ? 'too-large' : 'bad-request', message: String(message) };
}
