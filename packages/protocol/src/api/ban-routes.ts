/** What the banned can see and say. Somebody who may not log in reads the reason in the refusal. */
import { list, oneOf, optional, struct, text, uint53 } from '@rubato/schema';
import { defineRoute } from './route.ts';

const group = 'accounts';

export const banFields = {
  id: text(36),
  scope: oneOf('account', 'address'),
  kind: oneOf('login', 'chat', 'trade', 'ranked'),
  reason: text(2048),
  createdMs: uint53,
  /** Absent: for good. */
  expiresMs: optional(uint53),
  /** What the banned said to it. */
  appeal: optional(text(4096)),
};

export const banRoutes = {
  bans: defineRoute('GET /api/bans', {
    group,
    meaning: 'The bans in force of this account and its address.',
    reply: { bans: list(struct(banFields), 100) },
  }),
  appealBan: defineRoute('POST /api/bans/{id}/appeal', {
    group,
    meaning: 'Tells the house what there is to say against a ban of this account, in place of what was said before.',
    params: { id: text(36) },
    body: { note: text(4096) },
    errors: ['bad-value', 'not-found'],
  }),
} as const;
