/** What a room needs of a live connection; `connection.ts` implements it. */
import type { CloseCodeName } from '@rubato/protocol';
import type { Snapshot } from '@rubato/schema';
import type { Channel } from '@rubato/ports';
import type { ServerMessage, Snapshot as SnapshotMessage } from '@rubato/protocol';
import type { Viewer } from './viewer.ts';

export interface Link {
  readonly channel: Channel;
  readonly form: 'binary' | 'json';
  /** Sends anything but a snapshot. */
  send(message: Exclude<ServerMessage, SnapshotMessage>): void;
  /** Sends a message that is already bytes; the link owns them from here on. */
  sendBytes(message: Uint8Array): void;
  /** Sends the view in the JSON form, at its own lower rate. */
  publishJson(viewer: Viewer, tick: number, view: Snapshot, hz: number): void;
  close(reason: CloseCodeName, text: string): void;
}
