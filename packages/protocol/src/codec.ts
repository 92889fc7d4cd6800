import { BitReader, DecodeError } from '@rubato/schema';
import type { BitWriter } from '@rubato/schema';
import { ack, hello, join, leave, ping } from './client-messages.ts';
import type { Ack, Hello, Join, Leave, Ping } from './client-messages.ts';
import { packEnvelope, unpackEnvelope } from './envelope.ts';
import { decodeInput, INPUT_CODE } from './input.ts';
import type { Input } from './input.ts';
import { limits } from './limits.ts';
import { joined, left, notice, pong, refused, welcome } from './server-messages.ts';
import type { Joined, Left, Notice, Pong, Refused, Welcome } from './server-messages.ts';
import { decodeSnapshot, SNAPSHOT_CODE } from './snapshot.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * The binary form of messages: one byte that names the message, then its fields bit-packed in the order of their
 * declaration. `input` and `snapshot` have layouts of their own. A long message travels in an LZ4 envelope.
 */

export type ClientMessage = Hello | Join | Input | Ping | Leave | Ack;
export type ServerMessage = Welcome | Joined | Snapshot | Pong | Refused | Left | Notice;
/** Messages with declared fields: all but `input` and `snapshot`. */
export type DeclaredMessage = Exclude<ClientMessage, Input> | Exclude<ServerMessage, Snapshot>;

export const clientMessages = { hello, join, ping, leave, ack } as const;
export const serverMessages = { welcome, joined, pong, refused, left, notice } as const;

/** A message without its types: spelling out the values of all messages at once is more than the compiler can do. */
interface Untyped {
  readonly type: string;
  readonly code: number;
  readonly codec: { write(writer: BitWriter, value: unknown): void; read(reader: BitReader): object };
}

const declared = { ...clientMessages, ...serverMessages } as unknown as Readonly<Record<string, Untyped>>;
const clientByCode = byCode(clientMessages);
const serverByCode = byCode(serverMessages);

/** The bytes of a message in memory of their own; `writer` is reset. Throws when a value doesn't fit its field. */
export function encodeMessage(writer: BitWriter, value: DeclaredMessage): Uint8Array<ArrayBuffer> {
  const { code, codec } = declared[value.type] as Untyped;
  writer.reset();
  writer.u8(code);
  codec.write(writer, value);
  return packEnvelope(writer.view());
}

/** Reads what a client sent; throws `DecodeError`. An input is not yet verified: `verifyInput`. */
export function decodeClient(bytes: Uint8Array): ClientMessage {
  const message = unpackEnvelope(bytes, limits.clientInflatedBytes);
  if (message[0] === INPUT_CODE) return decodeInput(message);
  return decodeDeclared(message, clientByCode) as ClientMessage;
}

/** Reads what a server sent; throws `DecodeError`. */
export function decodeServer(bytes: Uint8Array): ServerMessage {
  const message = unpackEnvelope(bytes, limits.serverMessageBytes);
  if (message[0] === SNAPSHOT_CODE) return decodeSnapshot(message);
  return decodeDeclared(message, serverByCode) as ServerMessage;
}

function decodeDeclared(bytes: Uint8Array, known: ReadonlyMap<number, Untyped>): unknown {
  if (bytes.length === 0) throw new DecodeError('an empty message');
  const message = known.get(bytes[0] as number);
  if (message === undefined) throw new DecodeError(`unknown message ${bytes[0]}`);
  const reader = new BitReader(bytes.subarray(1));
  const value = message.codec.read(reader);
  reader.end();
  return { type: message.type, ...value };
}

function byCode(messages: object): ReadonlyMap<number, Untyped> {
  return new Map((Object.values(messages) as Untyped[]).map((message) => [message.code, message]));
}
