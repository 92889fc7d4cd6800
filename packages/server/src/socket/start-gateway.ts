/** The services' sockets of one server, wired to its services. */
import { socketLimits, type SocketLimits } from '@rubato/protocol';
import type { Clock, Log } from '@rubato/ports';
import type { ServerConfig } from '../config/settings.ts';
import type { Services } from '../start-services.ts';
import { Gateway } from './gateway.ts';
import { socketHandlers } from './handlers/all.ts';
import type { AnySocketHandler } from './socket-handlers.ts';

export interface StartGatewayParts {
  readonly services: Services;
  readonly config: Pick<ServerConfig, 'helloMs' | 'idleMs'>;
  /** What is not here has its default. */
  readonly limits?: Partial<SocketLimits> | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export async function startGateway({ services, config, limits, clock, log }: StartGatewayParts): Promise<Gateway> {
  const { bus, sharedRates, accounts, characters, deliver, blocks, presence, parties } = services;
  const { helloMs: authTimeoutMs, idleMs: idleTimeoutMs } = config;
  const gateway = new Gateway({
    clock,
    log,
    bus,
    sharedRates,
    limits: { ...socketLimits, authTimeoutMs, idleTimeoutMs, ...limits },
    sessions: accounts.sessions,
    characters,
    handlers: socketHandlers(services) as Readonly<Record<string, AnySocketHandler>>,
    deliver,
    blocks,
    presence,
    topicsOf: async (characterId) => {
      const party = await parties.of({ characterId });
      return party === undefined ? [] : [`party:${party.id}`];
    },
  });
  await gateway.start();
  return gateway;
}
