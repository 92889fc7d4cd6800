/** A client made of nothing but the protocol: says what a test wants said, right or wrong. */
import { codecsOf } from '@rubato/game';
import { decodeServer, encodeFrames, encodeInput, encodeMessage, unpackPayload } from '@rubato/protocol';
import type {
  DeclaredMessage,
  Input,
  Joined,
  ServerMessage,
  Snapshot as SnapshotMessage,
  Welcome,
} from '@rubato/protocol';
import type { Channel } from '@rubato/ports';
import { memoryChannelPair } from '@rubato/ports/doubles';
import type { ManualClock, MemoryChannelOptions, MemoryChannelPair } from '@rubato/ports/doubles';
import { BitReader, BitWriter, decodeDelta, HmacKey, layoutOf } from '@rubato/schema';
import type { Snapshot } from '@rubato/schema';
import type { Host } from '../host.ts';
import { duel } from './duel.ts';

const writer = new BitWriter();
const codecs = codecsOf(duel);

interface InputParts extends Partial<Omit<Input, 'frames' | 'orders'>> {
  readonly frames?: readonly object[];
  readonly orders?: readonly { readonly seq: number; readonly name: string; readonly args: object }[];
}

export class Peer {
  readonly pair: MemoryChannelPair;
  readonly channel: Channel;
  readonly heard: ServerMessage[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** The state as decoded, by tick. */
  readonly states = new Map<number, Snapshot>();
  joined: Joined | undefined;
  seq = 0;

  constructor(host: Host, clock: ManualClock, options: MemoryChannelOptions = {}) {
    this.pair = memoryChannelPair(clock, options);
    this.channel = this.pair.client;
    this.channel.listen({
      message: (message) => this.#hear(message as Uint8Array),
      closed: (code, reason) => (this.closed = { code, reason }),
    });
    host.accept(this.pair.server);
  }

  say(message: DeclaredMessage): void {
    this.channel.send(encodeMessage(writer, message));
  }

  hello(resume?: { session: string; attempt: number; proof: Uint8Array }): void {
    this.say({ type: 'hello', versions: [1], client: 'peer', ...(resume === undefined ? {} : { resume }) });
  }

  join(wish: Partial<Omit<Extract<DeclaredMessage, { type: 'join' }>, 'type'>> = {}): void {
    this.say({ type: 'join', request: 1, mode: 'joinOrCreate', game: 'duel', private: false, ...wish });
  }

  /** The bytes of an input; what is not given is honest. */
  input(parts: InputParts = {}): Uint8Array<ArrayBuffer> {
    const { frames = [], orders = [], ...fields } = parts;
    const bits = new BitWriter();
    const full = frames.map((args) => ({ args: { push: 0, trouble: 'none', ...args }, seenTick: 0 }));
    if (full.length > 0)
      encodeFrames(bits, codecs.frame!.codec as never, codecs.frame!.neutral as never, full as never);
    const joined = this.joined!;
    return encodeInput(
      writer,
      {
        type: 'input',
        room: joined.room,
        epoch: joined.epoch,
        seq: ++this.seq,
        clientMs: 0,
        ackTick: Math.max(0, ...this.states.keys()),
        ackEvent: 0,
        firstTick: 0,
        frameCount: full.length,
        frames: bits.toBytes(),
        orders: orders.map((order) => ({
          seq: order.seq,
          tick: 0,
          seenTick: 0,
          command: codecs.commandIndex.get(order.name)!,
          args: argsOf(order),
        })),
        ...fields,
      },
      new HmacKey(joined.roomKey),
    );
  }

  send(message: Uint8Array | string): void {
    this.channel.send(message);
  }

  of<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.heard.filter((message) => message.type === type) as never;
  }

  get welcome(): Welcome {
    return this.of('welcome')[0]!;
  }

  get newest(): Snapshot {
    return this.states.get(Math.max(...this.states.keys()))!;
  }

  #hear(bytes: Uint8Array): void {
    const message = decodeServer(bytes.slice());
    this.heard.push(message);
    if (message.type === 'joined') this.joined = message;
    if (message.type === 'snapshot') this.#see(message);
  }

  #see(message: SnapshotMessage): void {
    const base = message.baseId === undefined ? undefined : this.states.get(message.baseId);
    if (message.baseId !== undefined && base === undefined)
      throw new Error(`baseline ${message.baseId} was never sent`);
    const state = decodeDelta(layoutOf(duel.state), base, new BitReader(unpackPayload(message)));
    if (message.hash !== undefined && state.viewHash() !== message.hash)
      throw new Error(`tick ${message.id} differs from the server's`);
    this.states.set(message.id, state);
  }
}

function argsOf({ name, args }: { readonly name: string; readonly args: object }): Uint8Array {
  const bits = new BitWriter();
  codecs.commands[codecs.commandIndex.get(name)!]!.codec.write(bits, args);
  return bits.toBytes();
}
