// What every example is given: the address of a server, a voice, and people who come to that server.
import { createApi, createServiceClient, type Api, type HandlerData, type ServiceClient } from '@rubato/client';
import type { SocketMessageType } from '@rubato/protocol';
import { connectWebSocket, NodeClock, nodeRandom } from '@rubato/server';

export interface Stage {
  /** Of the server: http:// or https://. */
  readonly url: string;
  say(line: string): void;
  /** A guest. One name is one account, however many examples run: a server lets few guests an hour in from one address. */
  login(who: string): Promise<Api>;
  /** That guest with a character of the faction, connected. */
  enter(who: string, faction: string): Promise<Player>;
}

export interface Player {
  readonly api: Api;
  readonly client: ServiceClient;
  /** Of the character. */
  readonly id: string;
  readonly name: string;
  /** Where the character was when it entered. */
  readonly locationId: string;
}

/** Longer than any server should need. */
const PATIENCE_MS = 30_000;

export function createStage(url: string, say: (line: string) => void): Stage {
  const logins = new Map<string, Promise<Api>>();
  const login = (who: string): Promise<Api> => {
    const known = logins.get(who) ?? guestOf(url);
    logins.set(who, known);
    return known;
  };
  return { url, say, login, enter: async (who, faction) => enter(url, await login(who), { who, faction }) };
}

async function guestOf(url: string): Promise<Api> {
  const api = createApi({ baseUrl: url });
  await api.guest();
  return api;
}

async function enter(url: string, api: Api, { who, faction }: { who: string; faction: string }): Promise<Player> {
  const { characters } = await api.characters();
  const known = characters.find((each) => each.faction === faction && each.deletedMs === undefined);
  const { id, name, locationId } = known ?? (await api.createCharacter({ name: newName(who), faction }));
  await api.selectCharacter({ characterId: id });
  const client = serviceClient(url, api);
  await client.connect();
  return { api, client, id, name, locationId };
}

/** What connects a login with the services' socket; example 1 has it step by step. */
export function serviceClient(url: string, api: Api): ServiceClient {
  return createServiceClient({
    api,
    url: `${url.replace('http', 'ws')}/ws`,
    dial: (address) => connectWebSocket(address),
    clock: new NodeClock(),
    random: nodeRandom,
  });
}

/** Names of characters are given once on a server, so that others may have tried the same example before. */
export function newName(who: string): string {
  const letters = Array.from(nodeRandom.bytes(6), (byte) => 'abcdefghijklmnopqrstuvwxyz'[byte % 26]).join('');
  return `${who} ${letters[0]!.toUpperCase()}${letters.slice(1)}`;
}

/** The next message of that type that is the one; ask for it before whatever brings it. */
export function next<K extends SocketMessageType>(
  client: ServiceClient,
  type: K,
  isIt: (data: HandlerData<K>) => boolean = () => true,
): Promise<HandlerData<K>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      off();
      reject(new Error(`no ${type} came within ${PATIENCE_MS / 1000} s`));
    }, PATIENCE_MS);
    const off = client.registerHandler(type, (data) => {
      if (!isIt(data)) return;
      clearTimeout(timer);
      off();
      resolve(data);
    });
  });
}
