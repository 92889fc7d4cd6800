/** Messages made by hand: for clients without our SDK's methods, for tests and for tools. */
import type { NoticeData, RequestData } from './socket-message.ts';
import { readData, SOCKET_VERSION, writeMessage } from './socket-envelope.ts';
import type { MessagePart, SocketEnvelope, Written } from './socket-envelope.ts';
import { socketMessages } from './socket-messages.ts';
import type { SocketMessages, SocketNoticeType, SocketRequestType } from './socket-messages.ts';

/** A message that is ready to be sent: its parts, and its text. */
export interface MadeMessage<Data> extends SocketEnvelope {
  readonly data: Data;
  readonly text: string;
}

type Request<K extends SocketRequestType> = RequestData<SocketMessages[K]>;
type Told<K extends SocketNoticeType> = NoticeData<SocketMessages[K]>;

/** What a client sends. Throws TypeError for data that is not as declared. */
export function createRequest<K extends SocketRequestType>(
  type: K,
  data: Request<K>,
  written: Written,
): MadeMessage<Request<K>> {
  return made(type, 'request', data, written);
}

/** What a server sends of itself. Throws TypeError for data that is not as declared. */
export function createNotice<K extends SocketNoticeType>(
  type: K,
  data: Told<K>,
  written: Written,
): MadeMessage<Told<K>> {
  return made(type, 'notice', data, written);
}

export const createAuthRequest = (data: Request<'AUTH_REQUEST'>, written: Written) =>
  createRequest('AUTH_REQUEST', data, written);
export const createAuthResponse = (data: Told<'AUTH_RESPONSE'>, written: Written & { readonly re: string }) =>
  createNotice('AUTH_RESPONSE', data, written);
export const createChatMessage = (data: Request<'CHAT'>, written: Written) => createRequest('CHAT', data, written);
export const createCharacterUpdate = (data: Told<'CHARACTER_UPDATE'>, written: Written) =>
  createNotice('CHARACTER_UPDATE', data, written);
export const createMoveMessage = (data: Request<'MOVE'>, written: Written) => createRequest('MOVE', data, written);
export const createPartyInvite = (data: Request<'PARTY_INVITE'>, written: Written) =>
  createRequest('PARTY_INVITE', data, written);
export const createShardCapturedMessage = (data: Told<'SHARD_CAPTURED'>, written: Written) =>
  createNotice('SHARD_CAPTURED', data, written);
export const createWorldStateMessage = (data: Told<'WORLD_STATE'>, written: Written) =>
  createNotice('WORLD_STATE', data, written);

function made<Data>(
  type: SocketRequestType | SocketNoticeType,
  part: MessagePart,
  data: Data,
  written: Written,
): MadeMessage<Data> {
  const read = readData(type, part, data);
  if (!read.ok) throw new TypeError(`${type}: ${read.message}`);
  const { id, timestamp, re } = written;
  const { priority } = socketMessages[type];
  const envelope = { type, version: SOCKET_VERSION, id, timestamp, priority, data };
  const text = writeMessage(type, part, data as object, written);
  return re === undefined ? { ...envelope, text } : { ...envelope, re, text };
}
