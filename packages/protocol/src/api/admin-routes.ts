/** The house's own routes: on the loopback listener only, with credentials of their own; no account of a player helps there. */
import { bool, list, oneOf, optional, struct, text, u32, uint53 } from '@rubato/schema';
import { CHAT_BYTES } from '../socket/chat-messages.ts';
import { banFields } from './ban-routes.ts';
import { defineRoute } from './route.ts';

const group = 'admin';
const id = text(36);
const role = oneOf('viewer', 'moderator', 'admin');
const operatorFields = { id, name: text(32), role, createdMs: uint53, expiresMs: uint53 };
/** With the token, which is shown this once. */
const newOperator = { ...operatorFields, token: text(64) };
const subject = text(64);
const foundBan = { ...banFields, subject };
const reason = text(2048);
/** `global`, or `location:`, `faction:` or `party:` and its id. */
const slowFields = { channel: text(96), slowMs: uint53 };
const state = oneOf('open', 'upheld', 'dismissed');
const reportFields = {
  id,
  reporterId: id,
  accusedId: id,
  accusedAccountId: id,
  accusedName: text(64),
  reason,
  context: list(
    struct({ messageId: id, channel: text(128), sentMs: uint53, senderName: text(64), message: text(8192) }),
    50,
  ),
  state,
  createdMs: uint53,
  handledBy: optional(id),
  handledMs: optional(uint53),
  note: optional(text(2048)),
  takenBy: optional(id),
  takenMs: optional(uint53),
  escalatedBy: optional(id),
  escalatedMs: optional(uint53),
  escalation: optional(text(2048)),
};
const accountRole = oneOf('player', 'moderator', 'admin');
const accountFields = {
  id,
  username: text(64),
  guest: bool,
  role: accountRole,
  createdMs: uint53,
  bans: list(struct(foundBan), 100),
};

export const adminRoutes = {
  firstRun: defineRoute('POST /admin/api/first-run', {
    group,
    meaning: 'Exchanges the token that the first start printed for the first admin’s access, once.',
    caller: 'anyone',
    body: { token: text(64), name: text(32) },
    reply: newOperator,
    errors: ['bad-value', 'not-allowed', 'taken'],
  }),
  me: defineRoute('GET /admin/api/me', { group, meaning: 'Who asks.', reply: operatorFields }),
  renewToken: defineRoute('POST /admin/api/me/token', {
    group,
    meaning: 'A new token; this one is void.',
    reply: newOperator,
  }),
  operators: defineRoute('GET /admin/api/operators', {
    group,
    meaning: 'Who runs the house.',
    reply: { operators: list(struct(operatorFields), 100) },
    errors: ['not-allowed'],
  }),
  addOperator: defineRoute('POST /admin/api/operators', {
    group,
    meaning: 'Lets somebody in.',
    body: { name: text(32), role },
    reply: newOperator,
    errors: ['bad-value', 'not-allowed', 'taken', 'limit-reached'],
  }),
  revokeOperator: defineRoute('DELETE /admin/api/operators/{id}', {
    group,
    meaning: 'Ends somebody’s access at once.',
    params: { id },
    errors: ['not-allowed', 'not-found', 'conflict'],
  }),
  findAccount: defineRoute('GET /admin/api/accounts/{account}', {
    group,
    meaning: 'An account by its id or name, with its bans.',
    params: { account: text(64) },
    reply: accountFields,
    errors: ['not-found'],
  }),
  setAccountRole: defineRoute('POST /admin/api/accounts/{account}/role', {
    group,
    meaning: 'What an account may in the game: moderators and admins send `WORLD_ANNOUNCEMENT`.',
    params: { account: text(64) },
    body: { role: accountRole, reason },
    reply: accountFields,
    errors: ['bad-value', 'not-allowed', 'not-found'],
  }),
  listBans: defineRoute('GET /admin/api/bans', {
    group,
    meaning: 'Bans in force, the newest first; `appealed`: only those with a note of the banned.',
    query: { before: optional(id), appealed: optional(bool) },
    reply: { bans: list(struct(foundBan), 50) },
  }),
  addBan: defineRoute('POST /admin/api/bans', {
    group,
    meaning: 'Bans an account or an address; without `durationMs` for good, which only an admin may.',
    body: { scope: banFields.scope, subject, kind: banFields.kind, reason, durationMs: optional(uint53) },
    reply: foundBan,
    errors: ['bad-value', 'not-allowed', 'not-found'],
  }),
  muteAccount: defineRoute('POST /admin/api/mutes', {
    group,
    meaning: 'Keeps an account from chatting: a ban of the kind `chat`.',
    body: { accountId: id, reason, durationMs: optional(uint53) },
    reply: foundBan,
    errors: ['bad-value', 'not-allowed', 'not-found'],
  }),
  removeBan: defineRoute('POST /admin/api/bans/{id}/lift', {
    group,
    meaning: 'Lifts a ban, with a note why.',
    params: { id },
    body: { note: reason },
    errors: ['bad-value', 'not-allowed', 'not-found'],
  }),
  listReports: defineRoute('GET /admin/api/reports', {
    group,
    meaning: 'Reports of players, the oldest first; `escalated`: only those that were handed to the admins.',
    query: { state: optional(state), after: optional(id), escalated: optional(bool) },
    reply: { reports: list(struct(reportFields), 50) },
  }),
  report: defineRoute('GET /admin/api/reports/{id}', {
    group,
    meaning: 'One report, with what was said.',
    params: { id },
    reply: reportFields,
    errors: ['not-found'],
  }),
  takeReport: defineRoute('POST /admin/api/reports/{id}/take', {
    group,
    meaning: 'Says that you look into an open report: for a day others but admins keep away from it.',
    params: { id },
    reply: reportFields,
    errors: ['not-allowed', 'not-found', 'conflict'],
  }),
  escalateReport: defineRoute('POST /admin/api/reports/{id}/escalate', {
    group,
    meaning: 'Hands an open report to the admins, with a note why.',
    params: { id },
    body: { note: reason },
    reply: reportFields,
    errors: ['bad-value', 'not-allowed', 'not-found', 'conflict'],
  }),
  closeReport: defineRoute('POST /admin/api/reports/{id}/close', {
    group,
    meaning: 'Upholds or dismisses an open report.',
    params: { id },
    body: { state: oneOf('upheld', 'dismissed'), note: optional(reason) },
    reply: reportFields,
    errors: ['bad-value', 'not-allowed', 'not-found', 'conflict'],
  }),
  slowChannels: defineRoute('GET /admin/api/chat/slow', {
    group,
    meaning: 'Channels that are slow now.',
    reply: { channels: list(struct(slowFields), 200) },
  }),
  slowChannel: defineRoute('POST /admin/api/chat/slow', {
    group,
    meaning: 'Has each account wait so long between two messages of a channel; 0 ends that.',
    body: slowFields,
    reply: slowFields,
    errors: ['bad-value', 'not-allowed'],
  }),
  removeMessage: defineRoute('POST /admin/api/chat/messages/{id}/remove', {
    group,
    meaning: 'Takes a message out of its channel’s history; who can read the channel is told.',
    params: { id },
    body: { reason },
    reply: { messageId: id, channel: text(96), seq: uint53 },
    errors: ['bad-value', 'not-allowed', 'not-found'],
  }),
  announce: defineRoute('POST /admin/api/announcements', {
    group,
    meaning: 'Tells everybody in the world, by `WORLD_ANNOUNCEMENT`; it stays in the history of the channel `world`.',
    body: { message: text(CHAT_BYTES), title: optional(text(128)) },
    reply: { messageId: id, seq: uint53, sentMs: uint53 },
    errors: ['bad-value', 'not-allowed'],
  }),
  audit: defineRoute('GET /admin/api/audit', {
    group,
    meaning: 'What operators did, the newest first; `before` a number of the page before.',
    query: { before: optional(u32) },
    reply: {
      rows: list(
        struct({
          seq: uint53,
          actorId: id,
          actorName: text(64),
          action: text(32),
          target: text(128),
          data: text(8192),
          atMs: uint53,
          sha256: text(64),
        }),
        64,
      ),
    },
  }),
} as const;

/** The least role that may call a route; `firstRun` is for whoever has its token. */
export const adminRoles = {
  firstRun: 'viewer',
  me: 'viewer',
  renewToken: 'viewer',
  operators: 'admin',
  addOperator: 'admin',
  revokeOperator: 'admin',
  findAccount: 'viewer',
  setAccountRole: 'admin',
  listBans: 'viewer',
  addBan: 'moderator',
  muteAccount: 'moderator',
  removeBan: 'moderator',
  listReports: 'viewer',
  report: 'viewer',
  takeReport: 'moderator',
  escalateReport: 'moderator',
  closeReport: 'moderator',
  slowChannels: 'viewer',
  slowChannel: 'moderator',
  removeMessage: 'moderator',
  announce: 'moderator',
  audit: 'viewer',
} as const satisfies Record<keyof typeof adminRoutes, 'viewer' | 'moderator' | 'admin'>;
