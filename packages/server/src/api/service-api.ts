/** All declared routes with their handlers, as the HTTP application takes them. */
import type { FastifyInstance } from 'fastify';
import type { Clock, Log } from '@rubato/ports';
import { apiRoutes } from '@rubato/protocol';
import { League, Refused, type Caller } from '@rubato/services';
import type { ServerConfig } from '../config/settings.ts';
import { nodeRandom } from '../node/node-random.ts';
import type { Services } from '../start-services.ts';
import { accountHandlers, characterHandlers } from './account-handlers.ts';
import { addDocs } from './add-docs.ts';
import { banHandlers, identityHandlers } from './house-handlers.ts';
import { boardHandlers, matchHandlers } from './match-handlers.ts';
import { letterHandlers } from './letter-handlers.ts';
import { fightHandlers } from './fight-handlers.ts';
import { itemHandlers, tradeHandlers } from './trade-handlers.ts';
import { addUnsubscribe } from '../mail/unsubscribe.ts';
import { notificationHandlers } from './notification-handlers.ts';
import { ladderHandlers } from './ladder-handlers.ts';
import { partyHandlers } from './party-handlers.ts';
import { sharedBuckets } from './rate-buckets.ts';
import { seekHandlers } from './seek-handlers.ts';
import { socialHandlers } from './social-handlers.ts';
import { tournamentHandlers } from './tournament-handlers.ts';
import { turnHandlers } from './turn-handlers.ts';
import { worldHandlers } from './world-handlers.ts';
import { addServiceRoutes, type RouteHandlers } from './service-routes.ts';

/** How many seconds’ worth of requests may come at once. */
const BURST_SECONDS = 4;

export interface ServiceApiParts {
  readonly services: Services;
  readonly config: Pick<ServerConfig, 'origins' | 'requestsPerAddress' | 'requestsPerAccount'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function serviceApi({ services, config, clock, log }: ServiceApiParts): (app: FastifyInstance) => void {
  const { accounts, database, ledger } = services;
  const handlers: RouteHandlers<typeof apiRoutes, Caller> = {
    ...accountHandlers(services),
    ...characterHandlers(services),
    ...banHandlers(services),
    ...boardHandlers(services),
    ...fightHandlers(services),
    ...identityHandlers(services),
    ...itemHandlers(database, ledger),
    ...letterHandlers(services),
    ...ladderHandlers(new League({ database, clock }, services.ratings)),
    ...matchHandlers(services),
    ...notificationHandlers(services),
    ...partyHandlers(services),
    ...seekHandlers(services),
    ...socialHandlers(services),
    ...tournamentHandlers({ ...services, clock }),
    ...tradeHandlers({ ...services, clock, random: nodeRandom }),
    ...turnHandlers(services),
    ...worldHandlers(services.world),
  };
  const rates = (name: string, perSecond: number) =>
    sharedBuckets(name, { perSecond, burst: perSecond * BURST_SECONDS, now: () => clock.now() }, services.sharedRates);
  return (app) => {
    addDocs(app, apiRoutes);
    addUnsubscribe(app, services.notifying.addresses);
    addServiceRoutes<Caller>(app, {
      routes: apiRoutes,
      handlers,
      origins: config.origins,
      resolve: (token) => accounts.sessions.authenticate(token).catch(ignoreEnded),
      accountOf: ({ accountId }) => accountId,
      hasCharacter: ({ characterId }) => characterId !== null,
      addressRates: rates('address', config.requestsPerAddress),
      accountRates: rates('account', config.requestsPerAccount),
      log,
    });
  };
}

function ignoreEnded(error: unknown): undefined {
  if (error instanceof Refused) return undefined;
  throw error;
}
