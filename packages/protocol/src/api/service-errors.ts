/** Why a service refuses, in one table for REST, socket and documentation. */
export interface ServiceErrorKind {
  /** HTTP status of the answer. */
  readonly status: number;
  readonly meaning: string;
}

export const serviceErrors = {
  'bad-request': { status: 400, meaning: 'the request does not have the declared shape; the message names the place' },
  'bad-value': { status: 400, meaning: 'a value is not acceptable; the message says why' },
  'not-logged-in': { status: 401, meaning: 'there is no session, or it has ended' },
  'wrong-credentials': { status: 401, meaning: 'no account with this name and password' },
  'token-reused': { status: 401, meaning: 'a refresh token was used twice: every session of its family was ended' },
  'not-allowed': { status: 403, meaning: 'the caller may not do this' },
  banned: { status: 403, meaning: 'the account is banned; the message says from what, why and until when' },
  'not-found': { status: 404, meaning: 'there is no such thing, or it is somebody else’s' },
  taken: { status: 409, meaning: 'the name belongs to somebody already' },
  conflict: { status: 409, meaning: 'it changed meanwhile; look again and repeat' },
  'not-held': { status: 409, meaning: 'the giver does not have what is to be given; nothing was moved' },
  'key-reused': { status: 409, meaning: 'the idempotency key was used with another request' },
  'limit-reached': { status: 409, meaning: 'as many as allowed exist already' },
  'too-large': { status: 413, meaning: 'the body is larger than allowed' },
  'too-many': { status: 429, meaning: 'too many requests; Retry-After says when to try again' },
  failed: { status: 500, meaning: 'the server failed; nothing was changed' },
  overloaded: {
    status: 503,
    meaning: 'the server has more to do than it can, or its database is away; try again soon',
  },
} as const satisfies Record<string, ServiceErrorKind>;

export type ServiceErrorCode = keyof typeof serviceErrors;

/** The body of every refusal. */
export interface ServiceErrorReply {
  readonly error: ServiceErrorCode;
  /** What happened, to what, and what to do next, for people. */
  readonly message: string;
  /** With `too-many` and `overloaded`. */
  readonly retryAfterMs?: number;
}
