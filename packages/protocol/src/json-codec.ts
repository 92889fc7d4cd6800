import { DecodeError, equalBytes, fromHex, hex, utf8Encode } from '@rubato/schema';
import type { Fields } from '@rubato/schema';
import { ack, hello, join, leave, ping } from './client-messages.ts';
import type { Ack, Hello, Join, Leave, Ping } from './client-messages.ts';
import type { Tagger } from './input.ts';
import { TAG_BYTES } from './input.ts';
import { jsonInput, jsonJoined, jsonLeft, jsonState } from './json-messages.ts';
import type { JsonInput, JsonJoined, JsonLeft, JsonMessage, JsonState } from './json-messages.ts';
import { openFromJson, openSchema, openToJson, ShapeError } from './open-shape.ts';
import type { Json } from './open-shape.ts';
import { notice, pong, refused, welcome } from './server-messages.ts';
import type { Notice, Pong, Refused, Welcome } from './server-messages.ts';
import { PROTOCOL_VERSION } from './version.ts';

/**
 * The JSON form of every message: one object whose `type` names it. A signed one travels as text within JSON, so that
 * both sides hash the very same characters:
 *
 *   {"body":"{\"type\":\"input\",…}","tag":"<32 hex digits: HMAC-SHA256 under the room key over body in UTF-8, cut>"}
 */

export type JsonClientMessage = Hello | Join | JsonInput | Ping | Leave | Ack;
export type JsonServerMessage = Welcome | JsonJoined | JsonState | Pong | Refused | JsonLeft | Notice;

interface Declared {
  readonly type: string;
  readonly meaning: string;
  readonly fields: Fields;
}

/** Both directions, by type; the documentation and its test read this too. */
export const jsonClientMessages: Readonly<Record<string, JsonMessage>> = {
  hello: closed(hello, { versions: [PROTOCOL_VERSION], client: '' }),
  join: closed(join, { request: 0, mode: 'joinOrCreate', private: false }),
  input: jsonInput,
  ping: closed(ping, { rttMs: 0 }),
  leave: closed(leave),
  ack: closed(ack, { ackEvent: 0 }),
};

export const jsonServerMessages: Readonly<Record<string, JsonMessage>> = {
  welcome: closed(welcome),
  joined: jsonJoined,
  state: jsonState,
  pong: closed(pong),
  refused: closed(refused),
  left: jsonLeft,
  notice: closed(notice),
};

/** A message as it was signed: the text that the tag is over. */
export interface Signed {
  readonly body: string;
  readonly tag: Uint8Array;
}

/** Reads what a client sent as text; throws `DecodeError`. With `signed`, check `verifyJson` before believing it. */
export function parseJsonClient(message: string): { readonly message: JsonClientMessage; readonly signed?: Signed } {
  const outer = parse(message);
  const signed = signedOf(outer);
  if (signed === undefined) return { message: messageOf(jsonClientMessages, outer) as JsonClientMessage };
  return { message: messageOf(jsonClientMessages, parse(signed.body)) as JsonClientMessage, signed };
}

/** Reads what a server sent as text; throws `DecodeError`. */
export function parseJsonServer(message: string): JsonServerMessage {
  return messageOf(jsonServerMessages, parse(message)) as JsonServerMessage;
}

export function formatJsonClient(message: JsonClientMessage): string {
  return format(jsonClientMessages, message);
}

export function formatJsonServer(message: JsonServerMessage): string {
  return format(jsonServerMessages, message);
}

/** Wraps a message's text and its tag. */
export function signJson(body: string, key: Tagger): string {
  return JSON.stringify({ body, tag: hex(key.tag16(utf8Encode(body))) });
}

/** Whether the tag fits the text; compares in constant time. */
export function verifyJson(signed: Signed, key: Tagger): boolean {
  return equalBytes(key.tag16(utf8Encode(signed.body)), signed.tag);
}

/** JSON Schemas (2020-12) of all messages in the JSON form. */
export function jsonProtocolSchema(): { readonly client: readonly Json[]; readonly server: readonly Json[] } {
  return {
    client: Object.values(jsonClientMessages).map(schemaOf),
    server: Object.values(jsonServerMessages).map(schemaOf),
  };
}

function closed(message: Declared, defaults: Readonly<Record<string, unknown>> = {}): JsonMessage {
  return { type: message.type, meaning: message.meaning, shape: { fields: message.fields }, defaults };
}

function schemaOf({ type, meaning, shape, defaults }: JsonMessage): Json {
  const schema = openSchema(shape) as { properties: object; required: readonly string[] };
  return {
    ...schema,
    title: type,
    description: meaning,
    properties: { type: { const: type }, ...schema.properties },
    required: ['type', ...schema.required.filter((name) => !(name in defaults))],
  };
}

function parse(message: string): Json {
  try {
    return JSON.parse(message);
  } catch {
    throw new DecodeError('not JSON');
  }
}

function messageOf(known: Readonly<Record<string, JsonMessage>>, json: Json): unknown {
  const { type, ...members } = (json ?? {}) as { type?: unknown };
  const message = typeof type === 'string' && Object.hasOwn(known, type) ? known[type] : undefined;
  if (message === undefined) throw new DecodeError(`unknown type ${JSON.stringify(type)?.slice(0, 40)}`);
  try {
    return { type, ...openFromJson(message.shape, { ...message.defaults, ...members }, message.type) };
  } catch (error) {
    if (error instanceof ShapeError) throw new DecodeError(error.message);
    throw error;
  }
}

function format(known: Readonly<Record<string, JsonMessage>>, message: { readonly type: string }): string {
  const { type } = message;
  return JSON.stringify({ type, ...openToJson((known[type] as JsonMessage).shape, message as never) });
}

function signedOf(outer: Json): Signed | undefined {
  const { body, tag } = (outer ?? {}) as { body?: unknown; tag?: unknown };
  if (typeof body !== 'string' || typeof tag !== 'string') return undefined;
  const bytes = fromHex(tag);
  if (bytes.length !== TAG_BYTES) throw new DecodeError(`a tag of ${bytes.length} bytes`);
  return { body, tag: bytes };
}
