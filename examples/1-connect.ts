// 1. An account, a connection, a goodbye.
import { createApi, createServiceClient } from '@rubato/client';
import { connectWebSocket, NodeClock, nodeRandom } from '@rubato/server';
import { newName, type Stage } from './stage.ts';

export async function connect({ url, say }: Stage): Promise<void> {
  // `api` is the server's HTTP side: one method for each route.
  const api = createApi({ baseUrl: url });

  // Nobody has to register before playing. A guest who wants to come back takes a name and a password.
  await api.guest();
  const password = 'correct horse battery staple';
  const { username } = await api.nameGuest({ username: newName('anna').replace(' ', '-'), password });
  await api.logout();
  say(`There is an account called ${username} now.`);

  // `client` is the services' socket: what others say and do comes by itself, and a lost connection comes back.
  const client = createServiceClient({
    api,
    url: `${url.replace('http', 'ws')}/ws`,
    dial: (address) => connectWebSocket(address),
    clock: new NodeClock(),
    random: nodeRandom,
  });
  const { limits } = await client.connect(username, password);
  say(`Connected; this server takes ${limits.messagesPerSecond} messages a second.`);
  await client.ping();
  say('It answered a ping.');

  // The socket is closed; the login stays, until it is ended as well.
  client.disconnect();
  await api.logout();
  say('Goodbye.');
}
