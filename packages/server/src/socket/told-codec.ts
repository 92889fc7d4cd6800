/**
 * What is told, as bytes on the bus: written once, however many sockets hear it.
 *
 *   {"to":"party:…","type":"PARTY_UPDATE","from":"…","except":"…"} \n {"type":"PARTY_UPDATE","version":1,…}
 *   {"kind":"follow",…}                                              (what only servers hear has no second line)
 */
import { isSocketType, writeMessage, type SocketMessageType } from '@rubato/protocol';
import type { Notice } from '@rubato/services';
import type { Told } from './told.ts';

/** On the bus; all servers of one world share it. */
export const TOLD_TOPIC = 'rubato.told';

/** A notice whose message is written already. */
export interface WrittenNotice {
  readonly kind: 'notice';
  readonly to: string;
  readonly type: SocketMessageType;
  readonly from?: string;
  readonly except?: string;
  /** The message; read it only where somebody hears it. */
  readonly text: () => string;
}

export type Heard = WrittenNotice | Exclude<Told, Notice>;

const KINDS = new Set(['follow', 'sessions-ended', 'plays', 'unplayed', 'blocks']);
const NEWLINE = 10;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Throws TypeError for a notice whose type or data is not as declared. */
export function encodeTold(told: Told, stamp: { readonly id: string; readonly timestamp: number }): Uint8Array {
  if (told.kind !== undefined && told.kind !== 'notice') return encoder.encode(JSON.stringify(told));
  const { to, type, data, from, except } = told;
  if (!isSocketType(type)) throw new TypeError(`there is no message ${type}`);
  const head = JSON.stringify({ to, type, from, except });
  return encoder.encode(`${head}\n${writeMessage(type, 'notice', data as object, stamp)}`);
}

/** Undefined for what another version of the server said. */
export function decodeTold(message: Uint8Array): Heard | undefined {
  const end = message.indexOf(NEWLINE);
  const head = JSON.parse(decoder.decode(end < 0 ? message : message.subarray(0, end))) as Readonly<
    Record<string, unknown>
  >;
  if (end < 0) return KINDS.has(String(head['kind'])) ? (head as unknown as Heard) : undefined;
  if (!isSocketType(head['type'])) return undefined;
  const text = () => decoder.decode(message.subarray(end + 1));
  return { ...(head as unknown as Omit<WrittenNotice, 'kind' | 'text'>), kind: 'notice', text };
}
