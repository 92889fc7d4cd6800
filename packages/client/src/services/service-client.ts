/**
 * The services over their socket, one method for what each message does, typed from the declarations. A lost connection
 * comes back by itself and goes on with the character that was chosen; what was told meanwhile is not told again, so
 * programs read what they show when `onState` says `connected`.
 */
import type {
  NoticeData,
  ReplyData,
  RequestData,
  SocketEnvelope,
  SocketMessage,
  SocketMessages,
  SocketMessageType,
  SocketRequestType,
} from '@rubato/protocol';
import { isSocketType, socketMessages } from '@rubato/protocol';
import type { Api } from '../api.ts';
import { Emitter } from '../emitter.ts';
import type { ConnectionState } from '../server-connection.ts';
import { NearbyPlayers, type NearbyPlayer } from './nearby-players.ts';
import { ServiceLink, type ServiceLinkOptions, type Welcome } from './service-link.ts';

export interface ServiceClientOptions extends Omit<ServiceLinkOptions, 'token'> {
  /** Logs in, and gives each connection a token that is good. */
  readonly api: Api;
}

type Requested<K extends SocketRequestType> = RequestData<SocketMessages[K]>;
type Replied<K extends SocketRequestType> = ReplyData<SocketMessages[K]>;
/** What a handler of a type gets: what the server tells of itself, or else its answers. */
export type HandlerData<K extends SocketMessageType> =
  NoticeData<SocketMessages[K]> extends undefined ? ReplyData<SocketMessages[K]> : NoticeData<SocketMessages[K]>;
type Heard = { [K in SocketMessageType]: { readonly data: never; readonly envelope: SocketEnvelope } };

export interface RequestOptions {
  /** Repeated under its id, a request that moves something of value is done once; 1 to 64 printable characters. */
  readonly id?: string;
}

export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export class ServiceClient {
  /** The routes, for all that needs no socket. */
  readonly api: Api;
  readonly #link: ServiceLink;
  readonly #handlers = new Emitter<Heard>();
  readonly #nearby = new NearbyPlayers();
  readonly #options: ServiceClientOptions;
  #welcome: Welcome | undefined;

  constructor(options: ServiceClientOptions) {
    const { api } = options;
    this.#options = options;
    this.api = api;
    this.#link = new ServiceLink({ ...options, token: () => api.freshToken() });
    this.#link.on('message', ({ part, envelope }) => this.#hear(part, envelope));
    this.#link.on('welcome', ({ welcome }) => {
      this.#welcome = welcome;
    });
  }

  get state(): ConnectionState {
    return this.#link.state;
  }
  /** Why the state is what it is, for people; empty when all is well. */
  get reason(): string {
    return this.#link.reason;
  }
  /** Who is logged in, as the server said at the last connection. */
  get account(): Welcome | undefined {
    return this.#welcome;
  }
  /** Players of the present location, kept by what the server tells. */
  get nearbyPlayers(): readonly NearbyPlayer[] {
    return this.#nearby.players;
  }

  onState(listener: (change: { readonly state: ConnectionState; readonly reason: string }) => void): () => void {
    return this.#link.on('state', listener);
  }

  /** Something came that this program doesn’t understand: a newer server, most likely. */
  onProblem(listener: (problem: string) => void): () => void {
    return this.#link.on('problem', listener);
  }

  /** Called with each message of the type that comes; the result removes the handler. */
  registerHandler<K extends SocketMessageType>(
    type: K,
    handler: (data: HandlerData<K>, envelope: SocketEnvelope) => void,
  ): () => void {
    if (!isSocketType(type)) throw new TypeError(`there is no message ${String(type)}`);
    return this.#handlers.on(type, ({ data, envelope }) => handler(data, envelope));
  }

  /** Logs in, unless that was done, and connects. Rejects with ApiError, or with why there is no connection. */
  async connect(username?: string, password?: string): Promise<Welcome> {
    if (username !== undefined) await this.api.login({ username, password: password ?? '' });
    if (this.#link.state === 'connected' && this.#welcome) return this.#welcome;
    return new Promise((resolve, reject) => {
      const off = [
        this.#link.on('welcome', ({ welcome }) => {
          for (const stop of off) stop();
          resolve(welcome);
        }),
        this.#link.on('state', ({ state, reason }) => {
          if (state !== 'failed' && state !== 'disconnected') return;
          for (const stop of off) stop();
          reject(new Error(reason === '' ? 'disconnected' : reason));
        }),
      ];
      this.#link.connect();
    });
  }

  /** Ends the connection; the login stays. */
  disconnect(): void {
    this.#link.disconnect();
  }

  /** Any request of the table; rejects with ApiError. */
  request<K extends SocketRequestType>(type: K, data: Requested<K>, options: RequestOptions = {}): Promise<Replied<K>> {
    return this.#link.request(type, data, options.id) as Promise<Replied<K>>;
  }

  /** A request whose answer nobody waits for; refusals reach the handlers of ERROR. */
  send<K extends SocketRequestType>(type: K, data: Requested<K>): void {
    this.#link.send(type, data);
  }

  /** Milliseconds to the server and back. */
  async ping(): Promise<number> {
    const { clock } = this.#options;
    const sentMs = clock.now();
    await this.request('PING', {});
    return clock.now() - sentMs;
  }

  async getCharacters() {
    return (await this.api.characters()).characters;
  }

  createCharacter(name: string, faction: string): Promise<Replied<'CHARACTER_CREATE'>> {
    return this.request('CHARACTER_CREATE', { name, faction });
  }

  /** The character that this session plays from now on, over reconnections too. */
  selectCharacter(characterId: string): Promise<Replied<'CHARACTER_SELECT'>> {
    return this.request('CHARACTER_SELECT', { characterId });
  }

  deleteCharacter(characterId: string): Promise<Replied<'CHARACTER_DELETE'>> {
    return this.request('CHARACTER_DELETE', { characterId });
  }

  /** Travels; resolves with who is there. */
  async sendMove(toLocationId: string, fromLocationId?: string, position?: Position): Promise<Replied<'MOVE'>> {
    const moved = await this.request('MOVE', { toLocationId, fromLocationId, position });
    this.#nearby.replace(moved.locationId, moved.players);
    return moved;
  }

  sendPositionUpdate(position: Position, velocity?: Position): void {
    this.send('POSITION_UPDATE', { position, velocity });
  }

  sendChat(message: string, channel: Requested<'CHAT'>['channel'] = 'global'): Promise<Replied<'CHAT'>> {
    return this.request('CHAT', { channel, message });
  }

  sendPartyChat(message: string): Promise<Replied<'PARTY_CHAT'>> {
    return this.request('PARTY_CHAT', { message });
  }

  sendWhisper(recipientId: string, message: string): Promise<Replied<'WHISPER'>> {
    return this.request('WHISPER', { recipientId, message });
  }

  createParty(partyName?: string): Promise<Replied<'PARTY_CREATE'>> {
    return this.request('PARTY_CREATE', { partyName });
  }

  inviteToParty(partyId: string, inviteeId: string): Promise<Replied<'PARTY_INVITE'>> {
    return this.request('PARTY_INVITE', { partyId, inviteeId });
  }

  sendCombatAction(
    combatId: string,
    actionType: Requested<'COMBAT_ACTION'>['actionType'],
    targetId?: string,
    abilityName?: string,
    itemId?: string,
  ): Promise<Replied<'COMBAT_ACTION'>> {
    return this.request('COMBAT_ACTION', { combatId, actionType, targetId, abilityName, itemId });
  }

  getWorldState(): Promise<Replied<'WORLD_STATE'>> {
    return this.request('WORLD_STATE', {});
  }

  async getShardStatus(): Promise<Replied<'SHARD_STATUS'>['shards']> {
    return (await this.request('SHARD_STATUS', {})).shards;
  }

  /** Who is at a location; by default, the character’s own. */
  async getNearbyPlayers(locationId?: string): Promise<readonly NearbyPlayer[]> {
    const place = await this.request('LOCATION_UPDATE', { locationId });
    if (locationId === undefined || locationId === this.#nearby.locationId)
      this.#nearby.replace(place.locationId, place.players);
    return place.players;
  }

  /** Adds what a program knows of a player from elsewhere. */
  updateNearbyPlayer(player: NearbyPlayer): void {
    this.#nearby.update(player);
  }

  /** Answers go to whoever asked; to handlers only where a type has nothing else. */
  #hear(part: 'reply' | 'notice', envelope: SocketEnvelope): void {
    const { type, data } = envelope;
    const { notice }: SocketMessage = socketMessages[type];
    if (part === 'reply' && notice !== undefined) return;
    if (part === 'notice') this.#follow(type, data);
    this.#handlers.emit(type, { data: data as never, envelope });
  }

  #follow(type: SocketMessageType, data: unknown): void {
    if (type === 'LOCATION_UPDATE') {
      const { locationId, players } = data as HandlerData<'LOCATION_UPDATE'>;
      this.#nearby.replace(locationId, players);
    } else if (type === 'PLAYER_JOINED_AREA') {
      this.#nearby.update((data as HandlerData<'PLAYER_JOINED_AREA'>).player);
    } else if (type === 'PLAYER_LEFT_AREA') {
      this.#nearby.remove((data as HandlerData<'PLAYER_LEFT_AREA'>).characterId);
    } else if (type === 'POSITION_UPDATE') {
      const { characterId, position, velocity, atMs } = data as HandlerData<'POSITION_UPDATE'>;
      this.#nearby.move(characterId, { position, velocity }, atMs);
    }
  }
}

export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  return new ServiceClient(options);
}
