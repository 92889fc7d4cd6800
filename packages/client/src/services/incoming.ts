/** What a server sent, read: a newer one may say more than this program knows, and less is refused. */
import {
  limits,
  readData,
  readEnvelope,
  socketMessages,
  unpackEnvelope,
  type SocketEnvelope,
  type SocketMessage,
} from '@rubato/protocol';
import { DecodeError } from '@rubato/schema';
import { known } from '../known-fields.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

export type Incoming =
  | { readonly kind: 'reply' | 'notice'; readonly envelope: SocketEnvelope }
  /** Of a type or shape that this program doesn't know. */
  | { readonly kind: 'unknown'; readonly message: string }
  /** No message at all. */
  | { readonly kind: 'broken'; readonly message: string };

/** @param message text, or bytes: an envelope with a text in it */
export function readIncoming(message: Uint8Array | string): Incoming {
  let json: unknown;
  try {
    json = JSON.parse(typeof message === 'string' ? message : unpacked(message));
  } catch (error) {
    return { kind: 'broken', message: error instanceof DecodeError ? error.message : 'not JSON' };
  }
  const read = readEnvelope(json);
  if (!read.ok) return { kind: read.why === 'version' ? 'broken' : 'unknown', message: read.message };
  const { envelope } = read;
  const { reply, notice }: SocketMessage = socketMessages[envelope.type];
  // What answers in another type's name (PONG, ERROR …) is declared as its notice.
  const part = envelope.re !== undefined && reply !== undefined ? 'reply' : 'notice';
  const fields = part === 'reply' ? reply : notice;
  if (fields === undefined) return { kind: 'unknown', message: `${envelope.type} has no ${part}` };
  const data = readData(envelope.type, part, known(fields, envelope.data));
  if (!data.ok) return { kind: 'unknown', message: `${envelope.type}: ${data.message}` };
  return { kind: part, envelope: { ...envelope, data: data.data } };
}

/** Throws DecodeError, before anything is unpacked, for what would be larger than a server's message may be. */
function unpacked(bytes: Uint8Array): string {
  const text = unpackEnvelope(bytes, limits.serverMessageBytes);
  if (text === bytes) throw new DecodeError('bytes that are no envelope');
  return decoder.decode(text);
}
