/** PostgreSQL's errors in the port's words (https://www.postgresql.org/docs/current/errcodes-appendix.html). */
import { DatabaseError, type DatabaseErrorCode } from '@rubato/ports';

const BY_STATE: Readonly<Record<string, DatabaseErrorCode>> = {
  '23505': 'unique',
  '40001': 'busy',
  '40P01': 'busy',
  '55P03': 'busy',
  '57014': 'timeout',
  '25P03': 'timeout',
  '25P04': 'timeout',
  '25006': 'read-only',
  '22003': 'out-of-range',
  '22021': 'bad-value',
  '22P05': 'bad-value',
};
const BY_CLASS: Readonly<Record<string, DatabaseErrorCode>> = {
  '23': 'constraint',
  '08': 'unavailable',
  '28': 'unavailable',
  '53': 'unavailable',
  '57': 'unavailable',
  '58': 'unavailable',
};
const NO_CONNECTION =
  /ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|connection terminated|client has encountered a connection error|not queryable|timeout exceeded when trying to connect/i;

export function errorFrom(error: unknown, statement?: number): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const { message = String(error), code } = (error ?? {}) as { message?: string; code?: string };
  const options = statement === undefined ? { cause: error } : { cause: error, statement };
  return new DatabaseError(codeOf(code ?? '', message), message, options);
}

function codeOf(state: string, message: string): DatabaseErrorCode {
  const byState = BY_STATE[state] ?? BY_CLASS[state.slice(0, 2)];
  if (byState && /^[0-9A-Z]{5}$/.test(state)) return byState;
  return NO_CONNECTION.test(`${state} ${message}`) ? 'unavailable' : 'failed';
}
