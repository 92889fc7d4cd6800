/** Why a socket was closed, in one table; `docs/protocol.md` shows it and a test compares the two. */
export interface CloseCode {
  readonly code: number;
  readonly meaning: string;
  /**
   * What a client does next: `retry` connects again after a pause and resumes its session; `upgrade` needs a newer
   * program on one side; `never` stops, because the same attempt would end the same way.
   */
  readonly next: 'retry' | 'upgrade' | 'never';
}

export const closeCodes = {
  normal: { code: 1000, meaning: 'the closing side was done', next: 'never' },
  goingAway: { code: 1001, meaning: 'the peer is shutting down', next: 'retry' },
  abnormal: { code: 1006, meaning: 'the connection broke without a close (never sent, only reported)', next: 'retry' },
  protocolError: { code: 4000, meaning: 'a message broke the protocol; the reason says how', next: 'never' },
  versionRefused: { code: 4001, meaning: 'no common protocol version; the reason names both sides’', next: 'upgrade' },
  badSignature: { code: 4002, meaning: 'too many inputs with a wrong tag', next: 'never' },
  notAuthorised: { code: 4003, meaning: 'the token was refused', next: 'never' },
  helloTimeout: { code: 4004, meaning: 'no valid hello came in time', next: 'retry' },
  idleTimeout: { code: 4005, meaning: 'the client was silent for too long', next: 'retry' },
  tooManyMessages: { code: 4006, meaning: 'the client sent faster than its budget', next: 'retry' },
  tooSlow: { code: 4007, meaning: 'the client read too slowly and its queue overflowed', next: 'retry' },
  messageTooBig: { code: 4008, meaning: 'a message was longer than allowed', next: 'never' },
  replaced: { code: 4009, meaning: 'another socket resumed this session', next: 'never' },
  draining: { code: 4010, meaning: 'the server is about to stop; its rooms resume elsewhere or later', next: 'retry' },
  serverFull: { code: 4011, meaning: 'the server has no room for another connection', next: 'retry' },
  serverError: { code: 4012, meaning: 'the server failed while handling this client', next: 'retry' },
  kicked: { code: 4013, meaning: 'an operator removed this client', next: 'never' },
  originRefused: { code: 4014, meaning: 'the page’s origin is not on the allow-list', next: 'never' },
} as const satisfies Record<string, CloseCode>;

export type CloseCodeName = keyof typeof closeCodes;

/** What a client should do after a close; an unknown code counts as `retry` below 4000 and `never` from 4000. */
export function afterClose(code: number): CloseCode['next'] {
  for (const known of Object.values(closeCodes)) if (known.code === code) return known.next;
  return code < 4000 ? 'retry' : 'never';
}
