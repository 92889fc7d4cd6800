/** The one socket of a page to the services, which everything on it shares: a server counts the sockets of an account. */
import { effect, untracked } from '@preact/signals';
import { createServiceClient, openWebSocketChannel, type ServiceClient } from '@rubato/client';
import { api } from '../account/account.ts';
import { account } from '../account/who.ts';
import { browserClock, browserRandom } from '../play/browser-ports.ts';

type Listener = Parameters<ServiceClient['onState']>[0];

let made: ServiceClient | undefined;

/** Made at the first call; from then on it is connected for whoever is logged in. */
export function pageSocket(): ServiceClient {
  if (made) return made;
  const { protocol, host } = location;
  const client = createServiceClient({
    api,
    url: `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`,
    dial: (url) => openWebSocketChannel(url),
    clock: browserClock,
    random: browserRandom,
    program: 'rubato-web',
  });
  made = client;
  let before: string | undefined;
  effect(() => {
    const who = account.value?.accountId;
    untracked(() => {
      // New tokens of the same account are no reason for another socket.
      if (who === before) return;
      before = who;
      client.disconnect();
      // Why there is none is told by its state, to those who show that.
      if (who !== undefined) void client.connect().catch(() => undefined);
    });
  });
  return client;
}

/** Tells the present state at once, and each that follows until the result is called. */
export function followState(client: ServiceClient, listener: Listener): () => void {
  const stop = client.onState(listener);
  listener({ state: client.state, reason: client.reason });
  return stop;
}

/** The same socket for somebody who leaves before it ends: what is registered here goes to `stops` as well. */
export function heardUntil(
  client: ServiceClient,
  stops: (() => void)[],
): Pick<ServiceClient, 'registerHandler' | 'nearbyPlayers'> {
  return {
    get nearbyPlayers() {
      return client.nearbyPlayers;
    },
    registerHandler: (type, handler) => {
      const stop = client.registerHandler(type, handler);
      stops.push(stop);
      return stop;
    },
  };
}
