/**
 * All sockets of the services on one server: who they are, what they follow, and what reaches them.
 *
 *   a committed call → deliver → bus → each server's gateway → by topic → its sockets, by priority
 */
import type { ReplyData, SocketLimits, SocketMessages, SocketRequestType } from '@rubato/protocol';
import { socketMessages } from '@rubato/protocol';
import type { Bus, Channel, Clock, Log } from '@rubato/ports';
import { Refused } from '@rubato/services';
import type { Caller, Character, Characters, Follow, Sessions, SessionsEnded, Topic } from '@rubato/services';
import { RateBuckets } from '../api/rate-buckets.ts';
import type { SharedRates } from '../bus/redis-rates.ts';
import type { Blocks } from './blocks.ts';
import { EndedSessions } from './ended-sessions.ts';
import { PackedTexts } from './packed-texts.ts';
import type { PresenceListener } from './presence.ts';
import { ServiceSocket, type SocketDesk } from './service-socket.ts';
import type { AnySocketHandler, SocketCaller } from './socket-handlers.ts';
import { decodeTold, TOLD_TOPIC, type WrittenNotice } from './told-codec.ts';
import { SESSION_ENDS, type Told } from './told.ts';
import { Topics } from './topics.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly bus: Bus;
  readonly limits: SocketLimits;
  readonly sessions: Pick<Sessions, 'authenticate' | 'alive'>;
  readonly characters: Pick<Characters, 'get'>;
  readonly handlers: Readonly<Record<string, AnySocketHandler>>;
  readonly deliver: (told: readonly Told[]) => void;
  readonly blocks: Blocks;
  readonly presence: PresenceListener;
  /** What a character follows beside itself, its location and its faction: its party. */
  readonly topicsOf: (characterId: string) => Promise<readonly Topic[]>;
  /** What all servers of one world count together. */
  readonly sharedRates?: SharedRates | undefined;
}

/** How often silent sockets, slow ones and sessions are looked at. */
const SWEEP_MS = 1000;
/** How often a queue is looked at that waits for the network. */
const DRAIN_MS = 20;
/** How long what was told and not heard can go unnoticed: an end of the session, a block, another party or place. */
export const RECHECK_MS = 60_000;
/** The same once it is known that something was missed. */
export const GAP_RECHECK_MS = 5000;

/** What the gateway keeps beside a socket that is logged in. */
interface Member {
  readonly caller: Caller;
  /** Accounts that this one doesn't hear. */
  blocked: ReadonlySet<string>;
  /** Follow notices that came while the character's topics were being read. */
  follows: Follow[] | undefined;
  recheckMs: number;
}

export class Gateway implements SocketDesk {
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: SocketLimits;
  readonly packed = new PackedTexts();
  readonly #options: GatewayOptions;
  readonly #sockets = new Set<ServiceSocket>();
  readonly #members = new Map<ServiceSocket, Member>();
  readonly #topics = new Topics<ServiceSocket>();
  readonly #waiting = new Set<ServiceSocket>();
  readonly #rates: RateBuckets;
  readonly #ended: EndedSessions;
  #cancelSweep: (() => void) | undefined;
  #cancelDrain: (() => void) | undefined;
  #unsubscribe: (() => Promise<void>) | undefined;
  #stopping = false;

  constructor(options: GatewayOptions) {
    this.#options = options;
    const { clock, log, limits } = options;
    this.clock = clock;
    this.log = log;
    this.limits = limits;
    const now = () => clock.now();
    this.#rates = new RateBuckets({ perSecond: limits.messagesPerSecond, burst: limits.messageBurst, now });
    this.#ended = new EndedSessions(now);
  }

  /** Open sockets, whether or not they are logged in. */
  get sockets(): number {
    return this.#sockets.size;
  }

  /** Accounts with a socket here, and how many. */
  socketsOf(accountId: string): readonly ServiceSocket[] {
    return this.#topics.followers(`account:${accountId}`);
  }

  /** Whether the character is played on this server. */
  plays(characterId: string): boolean {
    return this.#topics.followers(`character:${characterId}`).length > 0;
  }

  async start(): Promise<void> {
    const { bus } = this.#options;
    this.#unsubscribe = await bus.subscribe(TOLD_TOPIC, (message) => this.#heard(message));
    bus.onGap?.(() => {
      for (const member of this.#members.values()) member.recheckMs = this.#recheckWithin(GAP_RECHECK_MS);
    });
    this.#armSweep();
  }

  /** Takes a channel over, with what came on it already. */
  accept(channel: Channel, first?: string): void {
    const socket = new ServiceSocket(this, channel);
    this.#sockets.add(socket);
    channel.listen(socket);
    if (this.#stopping) socket.end('draining', 'the server is about to stop');
    else if (first !== undefined) socket.message(first);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelSweep?.();
    this.#cancelDrain?.();
    for (const socket of this.#sockets) socket.end('draining', 'the server is about to stop');
    await this.#unsubscribe?.();
  }

  authenticate(token: string): Promise<Caller> {
    return this.#options.sessions.authenticate(token);
  }

  async admit(socket: ServiceSocket, caller: Caller): Promise<ReplyData<SocketMessages['AUTH_REQUEST']>> {
    const { accountId, sessionId, username, guest, characterId } = caller;
    this.#refuseEnded(sessionId);
    const member: Member = {
      caller,
      blocked: new Set(),
      follows: undefined,
      recheckMs: this.#recheckWithin(RECHECK_MS),
    };
    this.#members.set(socket, member);
    this.#topics.follow(socket, `session:${sessionId}`);
    this.#topics.follow(socket, `account:${accountId}`);
    this.#closeSurplus(accountId);
    member.blocked = new Set(await this.#options.blocks.blockedBy(accountId));
    const character = characterId === null ? undefined : await this.#play(socket, characterId);
    this.#refuseEnded(sessionId);
    if (!socket.isClosed) this.#topics.follow(socket, 'world');
    const { messageBytes, messagesPerSecond, messageBurst, idleTimeoutMs } = this.limits;
    const limits = { messageBytes, messagesPerSecond, messageBurst, idleTimeoutMs };
    const admitted = { accountId, username, guest, serverMs: Math.floor(this.clock.wallMs()), limits };
    return character === undefined ? admitted : { ...admitted, character };
  }

  throttle(accountId: string): number {
    return this.#rates.take(accountId);
  }

  throttleOverAll(accountId: string): Promise<number> | undefined {
    const { messagesPerSecond: perSecond, messageBurst: burst } = this.limits;
    return this.#options.sharedRates?.take(`messages:${accountId}`, { perSecond, burst });
  }

  handle(type: SocketRequestType, caller: SocketCaller, data: unknown): ReturnType<AnySocketHandler> {
    const handler = this.#options.handlers[type];
    if (handler === undefined) throw new TypeError(`${type} has no handler`);
    return handler(caller as never, data as never);
  }

  async apply(socket: ServiceSocket, told: readonly Told[]): Promise<void> {
    const sessionId = this.#members.get(socket)?.caller.sessionId;
    for (const one of told) {
      if (one.kind === 'plays' && one.sessionId === sessionId) await this.#play(socket, one.characterId);
      if (one.kind === 'unplayed' && one.characterId === socket.characterId) this.#unplay(socket);
    }
  }

  deliver(told: readonly Told[]): void {
    this.#options.deliver(told);
  }

  waits(socket: ServiceSocket): void {
    this.#waiting.add(socket);
    this.#cancelDrain ??= this.clock.after(DRAIN_MS, () => this.#drain());
  }

  gone(socket: ServiceSocket): void {
    this.#unplay(socket);
    this.#topics.leaveAll(socket);
    this.#sockets.delete(socket);
    this.#members.delete(socket);
    this.#waiting.delete(socket);
  }

  #refuseEnded(sessionId: string): void {
    if (this.#ended.has(sessionId)) throw new Refused('not-logged-in', 'this session has ended; log in again');
  }

  #closeSurplus(accountId: string): void {
    const { socketsPerAccount } = this.limits;
    const sockets = this.socketsOf(accountId);
    for (const socket of sockets.slice(0, Math.max(0, sockets.length - socketsPerAccount)))
      socket.end('replaced', `an account has at most ${socketsPerAccount} sockets; this was its oldest`);
  }

  #heard(message: Uint8Array): void {
    const heard = decodeTold(message);
    switch (heard?.kind) {
      case undefined:
        return this.log.log('warn', 'something unknown was told on the bus', { bytes: message.length });
      case 'notice':
        return this.#notice(heard);
      case 'follow':
        return this.#follow(heard);
      case 'sessions-ended':
        return this.#endSessions(heard);
      case 'plays':
        for (const socket of this.#topics.followers(`session:${heard.sessionId}`))
          this.#inBackground(this.#play(socket, heard.characterId));
        return;
      case 'unplayed':
        for (const socket of this.#topics.followers(`character:${heard.characterId}`)) this.#unplay(socket);
        return;
      case 'blocks':
        return this.#inBackground(this.#reloadBlocks(heard.accountId));
    }
  }

  #notice({ to, type, from, except, text }: WrittenNotice): void {
    const sockets = this.#topics.followers(to).filter((socket) => {
      if (except !== undefined && socket.characterId === except) return false;
      return from === undefined || !this.#members.get(socket)?.blocked.has(from);
    });
    if (sockets.length === 0) return;
    const message = text();
    for (const socket of sockets) socket.send(message, socketMessages[type].priority);
  }

  #follow(follow: Follow): void {
    for (const socket of this.#topics.followers(`character:${follow.characterId}`)) {
      this.#members.get(socket)?.follows?.push(follow);
      this.#change(socket, follow);
    }
  }

  #change(socket: ServiceSocket, { leaves, enters }: Follow): void {
    if (leaves !== undefined) this.#topics.leave(socket, leaves);
    if (enters !== undefined) this.#topics.follow(socket, enters);
  }

  #endSessions({ sessionIds, reason }: SessionsEnded): void {
    for (const id of sessionIds) {
      this.#ended.add(id);
      for (const socket of this.#topics.followers(`session:${id}`))
        socket.end(reason === 'banned' ? 'kicked' : 'notAuthorised', SESSION_ENDS[reason]);
    }
  }

  /** Plays a character of the account; undefined for one that is gone, which is then not played. */
  async #play(socket: ServiceSocket, characterId: string): Promise<Character | undefined> {
    const member = this.#members.get(socket);
    if (member === undefined) return undefined;
    if (socket.characterId === characterId) return undefined;
    this.#unplay(socket);
    this.#begin(socket, member, characterId);
    try {
      return await this.#followTopics(socket, member, characterId);
    } catch (error) {
      if (socket.characterId === characterId) this.#unplay(socket);
      if (error instanceof Refused) return undefined;
      throw error;
    }
  }

  /** Follows what the character does by the database, and nothing else; undefined when it is not played any more. */
  async #followTopics(socket: ServiceSocket, member: Member, characterId: string): Promise<Character | undefined> {
    const { characters, topicsOf } = this.#options;
    const follows: Follow[] = [];
    member.follows = follows;
    try {
      const [character, topics] = await Promise.all([
        characters.get(member.caller, characterId),
        topicsOf(characterId),
      ]);
      if (socket.characterId !== characterId) return undefined;
      const { locationId, faction } = character;
      const wanted = new Set([`character:${characterId}`, `location:${locationId}`, `faction:${faction}`, ...topics]);
      this.#topics.leaveAll(socket, (topic) => wanted.has(topic) || keeps(member.caller, topic));
      for (const topic of wanted) this.#topics.follow(socket, topic);
      // What was read may be older than what was told meanwhile.
      for (const follow of follows) this.#change(socket, follow);
      return character;
    } finally {
      if (member.follows === follows) member.follows = undefined;
    }
  }

  #begin(socket: ServiceSocket, { caller }: Member, characterId: string): void {
    const { accountId, sessionId } = caller;
    const first = !this.plays(characterId);
    socket.characterId = characterId;
    this.#topics.follow(socket, `character:${characterId}`);
    if (first) this.#options.presence.began({ accountId, sessionId, characterId });
  }

  #unplay(socket: ServiceSocket): void {
    const { characterId } = socket;
    const member = this.#members.get(socket);
    if (characterId === undefined || member === undefined) return;
    socket.characterId = undefined;
    const { accountId, sessionId } = member.caller;
    this.#topics.leaveAll(socket, (topic) => keeps(member.caller, topic));
    if (!this.plays(characterId)) this.#options.presence.ended({ accountId, sessionId, characterId });
  }

  async #reloadBlocks(accountId: string): Promise<void> {
    if (this.socketsOf(accountId).length === 0) return;
    const blocked = new Set(await this.#options.blocks.blockedBy(accountId));
    for (const socket of this.socketsOf(accountId)) {
      const member = this.#members.get(socket);
      if (member) member.blocked = blocked;
    }
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.log.log('error', 'what was told could not be followed', { error }));
  }

  #drain(): void {
    this.#cancelDrain = undefined;
    for (const socket of this.#waiting) if (socket.drain()) this.#waiting.delete(socket);
    if (this.#waiting.size > 0) this.#cancelDrain = this.clock.after(DRAIN_MS, () => this.#drain());
  }

  #armSweep(): void {
    this.#cancelSweep = this.clock.after(SWEEP_MS, () => {
      this.#sweep(this.clock.now());
      this.#armSweep();
    });
  }

  #sweep(nowMs: number): void {
    const { idleTimeoutMs, authTimeoutMs } = this.limits;
    for (const socket of this.#sockets) {
      const member = this.#members.get(socket);
      const silentMs = nowMs - socket.lastHeardMs;
      if (socket.caller === undefined) {
        if (nowMs - socket.openedMs > authTimeoutMs) socket.end('helloTimeout', 'no good AUTH_REQUEST came in time');
      } else if (silentMs > idleTimeoutMs) socket.end('idleTimeout', 'nothing was heard of this client for too long');
      else if (silentMs > idleTimeoutMs / 2 && nowMs - socket.askedMs > idleTimeoutMs / 2) this.#ask(socket, nowMs);
      if (member !== undefined && nowMs > member.recheckMs) this.#inBackground(this.#recheck(socket, member));
    }
  }

  #ask(socket: ServiceSocket, nowMs: number): void {
    socket.askedMs = nowMs;
    socket.tell('PING', { serverMs: Math.floor(this.clock.wallMs()) });
  }

  /** What was told may have been lost: the session's end, another character, place or party, a block. */
  async #recheck(socket: ServiceSocket, member: Member): Promise<void> {
    member.recheckMs = this.#recheckWithin(RECHECK_MS);
    const caller = await this.#options.sessions.alive(member.caller.sessionId);
    if (caller === undefined) return socket.end('notAuthorised', SESSION_ENDS.revoked);
    await this.#reloadBlocks(caller.accountId);
    const { characterId } = caller;
    if (characterId === null) return this.#unplay(socket);
    if (characterId !== socket.characterId) return void (await this.#play(socket, characterId));
    if (member.follows === undefined) await this.#followTopics(socket, member, characterId);
  }

  /** Spread, so that those who came in one wave don't ask in one. */
  #recheckWithin(ms: number): number {
    return this.clock.now() + ms * (0.5 + 0.5 * Math.random());
  }
}

/** What a socket follows whoever it plays. */
function keeps({ accountId, sessionId }: Caller, topic: string): boolean {
  return topic === 'world' || topic === `account:${accountId}` || topic === `session:${sessionId}`;
}
