/** Clients of a started server, as a program in Node wires them. */
import { createClient, createServiceClient, type Api } from '@rubato/client';
import { connectWebSocket, NodeClock, nodeRandom, type RunningServer } from '@rubato/server';

/** For rooms, in the account that `api` is logged in to. */
export const roomClient = ({ socketUrl }: Pick<RunningServer, 'socketUrl'>, api: Api) =>
  createClient({
    urls: [socketUrl],
    dial: (url) => connectWebSocket(url, { subprotocol: 'rubato.v1' }),
    clock: new NodeClock(),
    random: nodeRandom,
    program: 'sim 1',
    token: () => api.freshToken(),
  });

/** For the services over their socket. */
export const serviceClient = ({ socketUrl }: Pick<RunningServer, 'socketUrl'>, api: Api) =>
  createServiceClient({
    url: `${socketUrl}/ws`,
    api,
    dial: (url) => connectWebSocket(url),
    clock: new NodeClock(),
    random: nodeRandom,
    program: 'sim 1',
  });
