/** Accounts and their sessions. */
import { bool, list, optional, struct, text, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'accounts';
export const usernameField = text(64);
export const passwordField = text(512);

/** A login: the session token opens sockets and calls routes, the refresh token works once. */
export const tokensReply = {
  accountId: text(36),
  username: text(64),
  sessionToken: text(64),
  /** Milliseconds since 1970 after which the session has ended unless it is used. */
  sessionExpiresMs: uint53,
  refreshToken: text(64),
};

export const authRoutes = {
  register: defineRoute('POST /api/auth/register', {
    group,
    meaning: 'Makes an account and logs it in.',
    caller: 'anyone',
    body: { username: usernameField, password: passwordField, email: optional(text(254)) },
    reply: tokensReply,
    errors: ['bad-value', 'taken', 'too-many', 'overloaded'],
  }),
  login: defineRoute('POST /api/auth/login', {
    group,
    meaning: 'Logs an account in.',
    caller: 'anyone',
    body: { username: usernameField, password: passwordField },
    reply: tokensReply,
    errors: ['wrong-credentials', 'banned', 'too-many', 'overloaded'],
  }),
  guest: defineRoute('POST /api/auth/guest', {
    group,
    meaning: 'Makes an account without a password, to be named later.',
    caller: 'anyone',
    reply: tokensReply,
    errors: ['too-many'],
  }),
  refresh: defineRoute('POST /api/auth/refresh', {
    group,
    meaning: 'Exchanges a refresh token for new tokens; each works once.',
    caller: 'anyone',
    body: { refreshToken: text(64) },
    reply: tokensReply,
    errors: ['not-logged-in', 'token-reused', 'banned', 'too-many'],
  }),
  nameGuest: defineRoute('POST /api/auth/name', {
    group,
    meaning: 'Gives a guest’s account a name and a password; its session goes on.',
    body: { username: usernameField, password: passwordField, email: optional(text(254)) },
    reply: { username: text(64) },
    errors: ['bad-value', 'taken', 'not-allowed', 'too-many', 'overloaded'],
  }),
  logout: defineRoute('POST /api/auth/logout', { group, meaning: 'Ends this session and closes its sockets.' }),
  sessions: defineRoute('GET /api/auth/sessions', {
    group,
    meaning: 'The account’s sessions.',
    reply: {
      sessions: list(
        struct({
          id: text(36),
          createdMs: uint53,
          usedMs: uint53,
          address: text(64),
          program: text(128),
          current: bool,
        }),
        100,
      ),
    },
  }),
  revoke: defineRoute('DELETE /api/auth/sessions/{id}', {
    group,
    meaning: 'Ends one of the account’s sessions.',
    params: { id: text(36) },
    errors: ['not-found'],
  }),
  revokeOthers: defineRoute('DELETE /api/auth/sessions', {
    group,
    meaning: 'Ends every session of the account but this one.',
  }),
  password: defineRoute('POST /api/auth/password', {
    group,
    meaning: 'Changes the password and ends every other session.',
    body: { oldPassword: passwordField, newPassword: passwordField },
    errors: ['wrong-credentials', 'bad-value', 'conflict', 'too-many', 'overloaded'],
  }),
} as const;
