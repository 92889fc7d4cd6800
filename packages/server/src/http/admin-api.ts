/** The house's routes on the loopback listener: operators' own tokens, a role for each route, limits as for players. */
import Fastify, { type FastifyInstance } from 'fastify';
import type { Clock, Log } from '@rubato/ports';
import { adminRoles, adminRoutes } from '@rubato/protocol';
import {
  operatorRoles,
  Refused,
  type Ban,
  type ChatModeration,
  type Moderation,
  type Notice,
  type Operator,
  type Operators,
  type ServiceResult,
} from '@rubato/services';
import { present } from '../api/playing.ts';
import { RateBuckets } from '../api/rate-buckets.ts';
import { addServiceRoutes, type ApiCall, type RouteHandlers } from '../api/service-routes.ts';
import type { Told } from '../socket/told.ts';
import { addressGroup } from '../websocket/peer-address.ts';
import { BODY_LIMIT_BYTES, HANDLER_TIMEOUT_MS } from './app.ts';
import { addSecurityHeaders } from './headers.ts';

/** Requests a second of everybody on this machine together, and of one operator; four seconds’ worth at once. */
export const ADMIN_REQUESTS = 20;

export interface AdminParts {
  readonly operators: Operators;
  readonly moderation: Moderation;
  readonly chatModeration: ChatModeration;
  readonly deliver: (told: readonly Told[]) => void;
  readonly clock: Clock;
  readonly log: Log;
}

type AdminRoutes = typeof adminRoutes;
type Handlers = RouteHandlers<AdminRoutes, Operator>;

/** Not listening: give its `routing` to the admin server. */
export async function buildAdminApi(parts: AdminParts): Promise<FastifyInstance> {
  const { operators, clock, log } = parts;
  const app = Fastify({ bodyLimit: BODY_LIMIT_BYTES, handlerTimeout: HANDLER_TIMEOUT_MS, logger: false });
  addSecurityHeaders(app, false);
  const rates = () => new RateBuckets({ perSecond: ADMIN_REQUESTS, burst: ADMIN_REQUESTS * 4, now: () => clock.now() });
  addServiceRoutes<Operator>(app, {
    routes: adminRoutes,
    handlers: guarded({ ...operatorHandlers(operators), ...playerHandlers(parts), ...chatHandlers(parts) }),
    // Pages from elsewhere have no business here, whatever the game's own listener allows.
    origins: [],
    resolve: (token) => operators.authenticate(token),
    accountOf: ({ id }) => id,
    hasCharacter: () => false,
    addressRates: rates(),
    accountRates: rates(),
    log,
  });
  await app.ready();
  return app;
}

function operatorHandlers(operators: Operators) {
  return {
    firstRun: ({ token, name }) => operators.claim(token, name),
    me: async (_input, call) => by(call),
    renewToken: (_input, call) => operators.renew(by(call)),
    operators: async () => ({ operators: await operators.list() }),
    addOperator: (wanted, call) => operators.add(by(call), wanted),
    revokeOperator: async ({ id }, call) => {
      await operators.revoke(by(call), id);
      return {};
    },
  } satisfies Partial<Handlers>;
}

function playerHandlers({ moderation, deliver }: AdminParts) {
  const banned = async (made: ReturnType<Moderation['ban']>): Promise<Ban> => {
    const { reply, notify } = await made;
    deliver(notify);
    return reply;
  };
  return {
    findAccount: ({ account }) => moderation.account(account),
    setAccountRole: ({ account, ...how }, call) => moderation.setRole(by(call), account, how),
    listBans: async (page) => ({ bans: await moderation.bans(present(page)) }),
    addBan: (wanted, call) => banned(moderation.ban(by(call), { ...present(wanted), subject: subjectOf(wanted) })),
    muteAccount: ({ accountId, ...wanted }, call) =>
      banned(moderation.mute(by(call), { ...present(wanted), subject: accountId })),
    removeBan: async ({ id, note }, call) => {
      await moderation.lift(by(call), id, note);
      return {};
    },
    listReports: async ({ state = 'open', ...page }) => ({
      reports: await moderation.reports({ state, ...present(page) }),
    }),
    report: ({ id }) => moderation.report(id),
    takeReport: ({ id }, call) => moderation.takeReport(by(call), id),
    escalateReport: ({ id, note }, call) => moderation.escalateReport(by(call), id, note),
    closeReport: ({ id, ...how }, call) => moderation.closeReport(by(call), id, present(how)),
    audit: async ({ before }) => ({ rows: await moderation.audit(before) }),
  } satisfies Partial<Handlers>;
}

function chatHandlers({ chatModeration, deliver }: AdminParts) {
  const told = async <R>(acted: Promise<ServiceResult<R, Notice>>): Promise<R> => {
    const { reply, notify } = await acted;
    deliver(notify);
    return reply;
  };
  return {
    slowChannels: async () => ({ channels: await chatModeration.slowed() }),
    slowChannel: (wanted, call) => told(chatModeration.slow(by(call), wanted)),
    announce: (wanted, call) => told(chatModeration.announce(by(call), present(wanted))),
    removeMessage: ({ id, reason }, call) => told(chatModeration.remove(by(call), id, reason)),
  } satisfies Partial<Handlers>;
}

/** Each handler behind the least role that may call it. */
function guarded(handlers: Handlers): Handlers {
  const entries = Object.entries(handlers).map(([name, handle]) => {
    const least = operatorRoles.indexOf(adminRoles[name as keyof AdminRoutes]);
    const behind = (input: never, call: ApiCall<Operator>) => {
      if (adminRoutes[name as keyof AdminRoutes].caller !== 'anyone' && operatorRoles.indexOf(by(call).role) < least)
        throw new Refused('not-allowed', `this is for the role ${operatorRoles[least]} and above`);
      return (handle as (input: never, call: ApiCall<Operator>) => Promise<unknown>)(input, call);
    };
    return [name, async (input: never, call: ApiCall<Operator>) => behind(input, call)];
  });
  return Object.fromEntries(entries) as Handlers;
}

function by({ caller }: ApiCall<Operator>): Operator {
  if (caller === undefined) throw new TypeError('the route was declared for anyone');
  return caller;
}

/** Addresses are banned as they are counted: an IPv6 network as one. */
function subjectOf({ scope, subject }: { readonly scope: 'account' | 'address'; readonly subject: string }): string {
  return scope === 'address' ? addressGroup(subject) : subject;
}
