/** What the store keeps of a room beside its journal: enough to seat the same people after a crash. */
import type { RoomRecord, RoomStatus } from '@rubato/ports';
import { limits } from '@rubato/protocol';
import { utf8Length } from '@rubato/schema';
import type { HostedGame } from './hosted-game.ts';
import type { SeatSlot } from './seat-slot.ts';

/** What never changes in one life of a room. */
export interface RoomFacts {
  readonly id: string;
  /** Empty for a public room. */
  readonly code: string;
  readonly region: string;
  readonly seats: number;
  /** JSON text; empty when the game's defaults hold. */
  readonly settings: string;
  readonly createdMs: number;
  /** Counts from 1; a resume raises it. */
  readonly epoch: number;
  readonly game: HostedGame['game'];
}

/** A seat as stored; `session` and `key` (hex) are set where a player holds it. */
export interface StoredSeat {
  readonly seat: number;
  readonly held: 'empty' | 'bot' | 'player';
  readonly name: string;
  readonly session?: string;
  readonly key?: string;
  readonly attempt?: number;
  /** Absent for a guest. */
  readonly account?: string;
  /** What names the place in the session's messages. */
  readonly handle?: number;
  /** Orders processed when this was written; the journal may know of later ones. */
  readonly order?: number;
}

export interface StoredRoom {
  readonly code: string;
  readonly region: string;
  readonly seats: readonly StoredSeat[];
  readonly settings: string;
  readonly result?: unknown;
  /** Of a match that the server itself drives; it has no seats here. */
  readonly driven?: { readonly permanent: boolean };
}

export function roomMeta(
  facts: RoomFacts,
  slots: readonly SeatSlot[],
  segment: number,
  status: RoomStatus,
  wallMs: number,
  result: unknown,
): RoomRecord {
  const stored: StoredRoom = {
    code: facts.code,
    region: facts.region,
    settings: facts.settings,
    seats: slots.map(storedSeat),
    result,
  };
  return {
    id: facts.id,
    game: facts.game.name,
    gameVersion: facts.game.version,
    status,
    createdMs: facts.createdMs,
    changedMs: wallMs,
    segment,
    epoch: facts.epoch,
    meta: JSON.stringify(stored),
  };
}

/** Reads what `roomMeta` wrote. */
export function parseMeta(record: RoomRecord): StoredRoom {
  return JSON.parse(record.meta) as StoredRoom;
}

function storedSeat(slot: SeatSlot): StoredSeat {
  const viewer = slot.viewer;
  const held = slot.holder.state === 'away' ? 'player' : slot.holder.state;
  if (viewer === undefined) return { seat: slot.seat, held, name: slot.name };
  const { id, keyHex, attempt, accountId } = viewer.session;
  return {
    seat: slot.seat,
    held,
    name: slot.name,
    session: id,
    key: keyHex,
    attempt,
    ...(accountId === undefined ? {} : { account: accountId }),
    handle: viewer.handle,
    order: slot.orders.processed,
  };
}

/** A result as players are told it; undefined when there is none, or when it is longer than the wire takes. */
export function resultText(result: unknown): string | undefined {
  const text = result === undefined ? undefined : JSON.stringify(result);
  return text === undefined || utf8Length(text) > limits.resultBytes ? undefined : text;
}
