// What mail servers and their libraries say, as CourierErrors.

import { CourierError } from '../courier-error.ts';

interface MailFailure extends Error {
  readonly code?: string;
  readonly responseCode?: number;
  readonly responseText?: string;
  readonly authenticationFailed?: boolean;
}

/** A reply of 5xx is final; without a reply, or with 4xx, trying again may help. */
export function smtpFailed(error: unknown, what: string): CourierError {
  const { code, responseCode = 0, message } = error as MailFailure;
  const kind = code === 'EAUTH' ? 'auth' : responseCode >= 500 || code === 'EENVELOPE' ? 'refused' : 'network';
  return new CourierError(kind, `${what}: ${message}`, { cause: error });
}

export function imapFailed(error: unknown, what: string): CourierError {
  const { authenticationFailed, responseText, message } = error as MailFailure;
  const kind = authenticationFailed === true ? 'auth' : 'network';
  return new CourierError(kind, `${what}: ${responseText ?? message}`, { cause: error });
}
