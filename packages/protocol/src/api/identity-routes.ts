/** Logins by an external issuer (OpenID Connect). */
import { list, struct, text } from '@rubato/schema';
import { tokensReply } from './auth-routes.ts';
import { defineRoute } from './route.ts';

const group = 'accounts';
/** As the issuer signed it. */
const body = { issuer: text(512), idToken: text(16_384) };

export const identityRoutes = {
  issuers: defineRoute('GET /api/auth/issuers', {
    group,
    meaning: 'The external issuers whose ID tokens log in here, with our client id there.',
    caller: 'anyone',
    reply: { issuers: list(struct({ issuer: text(512), audience: text(256) }), 32) },
  }),
  identityLogin: defineRoute('POST /api/auth/identity', {
    group,
    meaning: 'Logs in with an ID token of a configured issuer; the first time an account is made.',
    caller: 'anyone',
    body,
    reply: tokensReply,
    errors: ['wrong-credentials', 'banned'],
  }),
  linkIdentity: defineRoute('POST /api/auth/identities', {
    group,
    meaning: 'Lets the account log in with this identity too.',
    body,
    errors: ['wrong-credentials', 'taken'],
  }),
} as const;
