/** A gateway on test doubles: sockets in memory, a clock moved by hand, handlers that write down what they are asked. */
import { socketLimits, socketMessages, type SocketLimits, type SocketMessageType } from '@rubato/protocol';
import type { Bus } from '@rubato/ports';
import { ManualClock, memoryChannelPair, RecordingLog, type MemoryChannelOptions } from '@rubato/ports/doubles';
import { Refused, type Caller, type Topic } from '@rubato/services';
import { LocalBus } from '../../bus/local-bus.ts';
import { tellerOn } from '../../bus/teller.ts';
import { Gateway } from '../gateway.ts';
import type { Playing } from '../presence.ts';
import type { AnySocketHandler } from '../socket-handlers.ts';
import type { Told } from '../told.ts';
import type { Heard } from './live-socket.ts';
import { diceOf, sampleOf } from './sample.ts';

export interface Asked {
  readonly caller: Caller & { readonly key: string };
  readonly type: string;
  readonly data: unknown;
}

export interface StageOptions {
  readonly limits?: Partial<SocketLimits>;
  readonly bus?: Bus;
  readonly clock?: ManualClock;
  /** Default: every request is answered with something as declared. */
  readonly handlers?: Readonly<Record<string, AnySocketHandler>>;
  readonly topicsOf?: (characterId: string) => Promise<readonly Topic[]>;
}

/** The token `anna:hero` is a session of the account `anna` that plays `hero`; `anna` alone plays nobody. */
export class Stage {
  readonly clock: ManualClock;
  readonly log = new RecordingLog();
  readonly asked: Asked[] = [];
  readonly presence: string[] = [];
  readonly blocked = new Map<string, readonly string[]>();
  /** Whom a session plays by the database, where that is not nobody. */
  readonly plays = new Map<string, string>();
  /** Sessions that are no more. */
  readonly dead = new Set<string>();
  readonly gateway: Gateway;
  readonly deliver: (told: readonly Told[]) => void;
  readonly #dice = diceOf(5);
  /** What looking anything up waits for. */
  lookup: Promise<unknown> = Promise.resolve();

  constructor({ limits = {}, handlers, topicsOf = async () => [], ...options }: StageOptions = {}) {
    const { log } = this;
    this.clock = options.clock ?? new ManualClock();
    const bus = options.bus ?? new LocalBus((error) => this.log.log('error', 'bus', { error }));
    this.deliver = tellerOn({ bus, clock: this.clock, log });
    const note = (what: string) => (playing: Playing) => void this.presence.push(`${what} ${playing.characterId}`);
    this.gateway = new Gateway({
      clock: this.clock,
      log,
      bus,
      limits: { ...socketLimits, ...limits },
      sessions: { authenticate: (token) => this.#authenticate(token), alive: async (id) => this.#alive(id) },
      characters: { get: (_caller, id) => this.#character(id) },
      handlers: handlers ?? this.#recording(),
      deliver: this.deliver,
      blocks: { blockedBy: async (accountId) => this.blocked.get(accountId) ?? [] },
      presence: { began: note('began'), ended: note('ended') },
      topicsOf,
    });
  }

  async start(): Promise<this> {
    await this.gateway.start();
    return this;
  }

  socket(options: MemoryChannelOptions = {}): StageSocket {
    return new StageSocket(this, options);
  }

  async authenticated(token: string, options: MemoryChannelOptions = {}): Promise<StageSocket> {
    const socket = this.socket(options);
    socket.send('AUTH_REQUEST', { token });
    await this.run();
    return socket;
  }

  /** Lets everything happen that is due now and within `ms`. */
  async run(ms = 0): Promise<void> {
    await this.#settle();
    this.clock.advance(ms);
    await this.#settle();
  }

  async #settle(): Promise<void> {
    for (let turn = 0; turn < 6; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      this.clock.advance(0);
    }
  }

  async #authenticate(token: string): Promise<Caller> {
    await this.lookup;
    const [accountId = '', characterId] = token.split(':');
    if (accountId === 'nobody') throw new Refused('not-logged-in', 'this session has ended');
    const known = {
      accountId,
      username: accountId,
      role: 'player',
      guest: false,
      sessionId: `session ${accountId}`,
    } as const;
    return { ...known, characterId: characterId ?? null };
  }

  #alive(id: string): Caller | undefined {
    if (this.dead.has(id)) return undefined;
    const accountId = id.replace('session ', '');
    const characterId = this.plays.get(accountId) ?? null;
    return { accountId, username: accountId, role: 'player', guest: false, sessionId: id, characterId };
  }

  async #character(id: string) {
    await this.lookup;
    if (id === 'gone') throw new Refused('not-found', 'there is no such character');
    return { id, name: id, faction: 'sun', level: 1, locationId: 'gate' };
  }

  #recording(): Readonly<Record<string, AnySocketHandler>> {
    const handler = (type: SocketMessageType) => async (caller: Asked['caller'], data: unknown) => {
      this.asked.push({ caller, type, data });
      const { reply } = socketMessages[type];
      return reply === undefined ? undefined : { reply: sampleOf(reply, this.#dice) };
    };
    const types = Object.keys(socketMessages) as SocketMessageType[];
    return Object.fromEntries(types.map((type) => [type, handler(type)]));
  }
}

let made = 0;

export class StageSocket {
  readonly heard: Heard[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #channel;
  readonly #far;

  constructor(stage: Stage, options: MemoryChannelOptions) {
    const { client, server } = memoryChannelPair(stage.clock, options);
    this.#channel = client;
    this.#far = server;
    client.listen({
      message: (text) => void this.heard.push(JSON.parse(String(text)) as Heard),
      closed: (code, reason) => void (this.closed = { code, reason }),
    });
    stage.gateway.accept(server);
  }

  get types(): readonly string[] {
    return this.heard.map(({ type }) => type);
  }

  send(type: string, data: unknown = {}, more: object = {}): string {
    const id = `t${++made}`;
    this.text(JSON.stringify({ type, version: 1, id, timestamp: 0, data, ...more }));
    return id;
  }

  text(text: string | Uint8Array): void {
    this.#channel.send(text);
  }

  /** From now on this side takes so many bytes a second of what it is sent; 0 is none. */
  reads(bytesPerSecond: number): void {
    this.#far.drainBytesPerSecond = bytesPerSecond;
  }

  close(): void {
    this.#channel.close(1000, '');
  }
}
