/** What the store and its worker thread say to each other. Every request is answered once, with its own id. */
import type { RetentionRule, RoomRecord, RoomStatus } from '@rubato/ports';

/** `full` survives power loss; `normal` survives only a crash of the process (https://www.sqlite.org/pragma.html#pragma_synchronous). */
export type Synchronous = 'full' | 'normal';

export interface WorkerOptions {
  readonly directory: string;
  readonly synchronous: Synchronous;
  /** Reads beside a running server: takes no lock, refuses writes. */
  readonly readOnly: boolean;
}

/** One batch on its way to disk; `blob` is in the form of batch-format.ts, absent when the batch holds no records. */
export interface PackedBatch {
  readonly rooms: readonly RoomRecord[];
  readonly blob: Uint8Array | undefined;
  readonly wallMs: number;
}

export type WorkerRequest = { readonly id: number } & WorkerTask;

export type WorkerTask =
  | { readonly task: 'commit'; readonly batches: readonly PackedBatch[] }
  | { readonly task: 'rooms'; readonly status: RoomStatus | undefined }
  | { readonly task: 'room'; readonly room: string }
  | { readonly task: 'read'; readonly room: string; readonly fromSegment: number }
  | { readonly task: 'retain'; readonly rule: RetentionRule; readonly nowWallMs: number }
  | { readonly task: 'health'; readonly wallMs: number }
  | { readonly task: 'close' };

/** Records packed side by side, so that one buffer crosses the thread border instead of thousands. */
export interface PackedRecords {
  readonly segments: Uint32Array;
  readonly heads: Uint8Array;
  readonly lengths: Uint32Array;
  readonly bytes: Uint8Array;
}

export type FailureKind = 'in-use' | 'corrupt' | 'refused' | 'io';

export interface WorkerFailure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly detail?: string;
  readonly pid?: number;
  /** True when the outcome of earlier writes is in doubt; the store is finished. */
  readonly fatal: boolean;
}

export type WorkerReply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly failure: WorkerFailure };

/** The id of the reply that says the database is open. */
export const OPENED = 0;
