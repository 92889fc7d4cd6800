/** Every error that leaves the API: a code of the one table, words for people, and when to come again. */
import { DatabaseError, PasswordHashOverloaded } from '@rubato/ports';
import { serviceErrors, type ServiceErrorCode, type ServiceErrorReply } from '@rubato/protocol';
import { Refused, Throttled } from '@rubato/services';
import { BadJson } from './json-body.ts';

/** After which somebody who met a full server may try again. */
export const OVERLOADED_RETRY_MS = 1000;

/** What to answer; undefined for a failure of ours, which is for the log and not for the caller. */
export function refusalOf(error: unknown): ServiceErrorReply | undefined {
  if (error instanceof BadJson) return { error: 'bad-request', message: error.message };
  if (error instanceof PasswordHashOverloaded || (error instanceof DatabaseError && isOverload(error)))
    return {
      error: 'overloaded',
      message: serviceErrors.overloaded.meaning,
      retryAfterMs: OVERLOADED_RETRY_MS,
    };
  if (error instanceof Throttled)
    return { error: error.code, message: error.message, retryAfterMs: error.retryAfterMs };
  if (error instanceof Refused) return { error: error.code, message: error.message, ...retry(error.code) };
  return ofHttp(error);
}

function isOverload({ code }: DatabaseError): boolean {
  return code === 'overloaded' || code === 'busy' || code === 'timeout';
}

function retry(code: ServiceErrorCode): { readonly retryAfterMs?: number } {
  return code === 'overloaded' ? { retryAfterMs: OVERLOADED_RETRY_MS } : {};
}

/** What Fastify refuses before a handler runs: sizes, types, broken lengths. */
function ofHttp(error: unknown): ServiceErrorReply | undefined {
  const { statusCode, message } = error as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  return { error: statusCode === 413 ? 'too-large' : 'bad-request', message: String(message) };
}
