/**
 * What every message of the services' socket is wrapped in, as one JSON text:
 *
 *   {"type":"CHAT","version":1,"id":"c17","timestamp":1760000000000,"priority":"NORMAL","data":{…},"re":"…"}
 *
 * `id` names a request: its answer has the same in `re`, and a request repeated under its id is done once where it moves
 * something of value. `timestamp` is the sender's clock, milliseconds since 1970, for people: nothing is decided by it.
 */
import type { Fields } from '@rubato/schema';
import { jsonShape } from '../json-shape.ts';
import type { SocketMessage, MessagePriority } from './socket-message.ts';
import { messagePriorities } from './socket-message.ts';
import { socketMessages, type SocketMessageType } from './socket-messages.ts';

export const SOCKET_VERSION = 1;

export interface SocketEnvelope {
  readonly type: SocketMessageType;
  readonly version: number;
  readonly id: string;
  readonly timestamp: number;
  readonly priority: MessagePriority;
  readonly data: unknown;
  /** Of an answer: the id of what it answers. */
  readonly re?: string;
}

/** Which of a type's three shapes the data has. */
export type MessagePart = 'request' | 'reply' | 'notice';

export type EnvelopeResult =
  | { readonly ok: true; readonly envelope: SocketEnvelope }
  | { readonly ok: false; readonly why: 'version' | 'shape'; readonly message: string; readonly re?: string };

/** An id, and an idempotency key with it. */
const ID = /^[\x21-\x7e]{1,64}$/;
const MEMBERS = new Set(['type', 'version', 'id', 'timestamp', 'priority', 'data', 're']);

/** Whether a type is one of ours; a name from an object's prototype is not. */
export function isSocketType(type: unknown): type is SocketMessageType {
  return typeof type === 'string' && Object.hasOwn(socketMessages, type);
}

export const socketMessage = (type: SocketMessageType): SocketMessage => socketMessages[type];

/** Checks all but the data; `json` is what JSON.parse gave. The priority may be left out: the declared one holds anyway. */
export function readEnvelope(json: unknown): EnvelopeResult {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return bad('expected a JSON object');
  const { type, version, id, timestamp, priority, data, re } = json as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || !ID.test(id))
    return bad('id: expected 1 to 64 printable characters of ASCII without spaces');
  const refuse = (message: string) => ({ ...bad(message), re: id });
  if (!Number.isInteger(version)) return refuse('version: expected a whole number');
  if (version !== SOCKET_VERSION)
    return {
      ok: false,
      why: 'version',
      message: `this side speaks version ${SOCKET_VERSION} and the other ${String(version)}; bring the older one up to date`,
      re: id,
    };
  if (!isSocketType(type)) return refuse(`type: there is no message ${JSON.stringify(type)?.slice(0, 60)}`);
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp) || timestamp < 0)
    return refuse('timestamp: expected milliseconds since 1970');
  if (priority !== undefined && !messagePriorities.includes(priority as MessagePriority))
    return refuse(`priority: expected one of ${messagePriorities.join(', ')}`);
  if (re !== undefined && (typeof re !== 'string' || !ID.test(re))) return refuse('re: expected the id of a message');
  const stranger = Object.keys(json).find((name) => !MEMBERS.has(name));
  if (stranger !== undefined) return refuse(`${stranger.slice(0, 40)}: expected no such field`);
  const envelope = { type, version, id, timestamp, priority: socketMessages[type].priority, data };
  return { ok: true, envelope: re === undefined ? envelope : { ...envelope, re } };
}

export type DataResult =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly message: string };

/** Checks the data of one part of a message; every refusal names the place. */
export function readData(type: SocketMessageType, part: MessagePart, data: unknown): DataResult {
  const fields = fieldsOf(type, part);
  if (fields === undefined) return { ok: false, message: `type: ${type} has no ${part}` };
  const checked = jsonShape(fields).fromJson(data, 'data');
  return checked.ok ? { ok: true, data: checked.value } : { ok: false, message: checked.message };
}

export interface Written {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly re?: string;
}

/** The text of a message. Throws TypeError for a part that the type doesn't have. */
export function writeMessage(type: SocketMessageType, part: MessagePart, data: object, written: Written): string {
  const fields = fieldsOf(type, part);
  if (fields === undefined) throw new TypeError(`${type} has no ${part}`);
  return writeEnvelope(type, jsonShape(fields).toJson(data as never), written);
}

function writeEnvelope(type: SocketMessageType, data: object, { id, timestamp, re }: Written): string {
  const { priority } = socketMessages[type];
  return JSON.stringify({
    type,
    version: SOCKET_VERSION,
    id,
    timestamp,
    priority,
    data,
    ...(re === undefined ? {} : { re }),
  });
}

/** An answer of another type has the fields of that type's notice, which are its request's reply. */
function fieldsOf(type: SocketMessageType, part: MessagePart): Fields | undefined {
  return socketMessage(type)[part];
}

function bad(message: string): { readonly ok: false; readonly why: 'shape'; readonly message: string } {
  return { ok: false, why: 'shape', message };
}
