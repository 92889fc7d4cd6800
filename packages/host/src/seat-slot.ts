/** A place in a room and whoever plays it: nobody, a bot, a player, or a player who is away and whom a bot replaces. */
import type { Seat } from '@rubato/schema';
import type { SeatInfo } from '@rubato/protocol';
import { SeatStatistics } from './anomaly.ts';
import { FrameQueue } from './frame-queue.ts';
import { OrderQueue } from './order-queue.ts';
import type { Viewer } from './viewer.ts';

export type Holder =
  | { readonly state: 'empty' }
  | { readonly state: 'bot' }
  | { readonly state: 'player'; readonly viewer: Viewer }
  | { readonly state: 'away'; readonly viewer: Viewer; readonly sinceMs: number };

export class SeatSlot {
  readonly seat: Seat;
  holder: Holder = { state: 'empty' };
  name = '';
  readonly frames: FrameQueue;
  orders = new OrderQueue();
  /** Orders up to this sequence are on disk. */
  durableOrder = 0;
  statistics: SeatStatistics;

  constructor(seat: Seat, hz: number, nowMs: number) {
    this.seat = seat;
    this.frames = new FrameQueue(hz);
    this.statistics = new SeatStatistics(hz, nowMs);
  }

  get viewer(): Viewer | undefined {
    return 'viewer' in this.holder ? this.holder.viewer : undefined;
  }

  /** Whether a bot chooses the frames now. */
  get automatic(): boolean {
    return this.holder.state === 'bot' || this.holder.state === 'away';
  }

  /** Whether a new player may take it. */
  get free(): boolean {
    return this.holder.state === 'empty' || this.holder.state === 'bot';
  }

  get info(): SeatInfo {
    return { seat: this.seat, held: this.holder.state, name: this.name };
  }

  /** Hands the seat to somebody else: nothing of the predecessor's input remains. */
  assign(holder: Holder, name: string, hz: number, nowMs: number, processedOrders = 0): void {
    this.holder = holder;
    this.name = name;
    this.frames.clear();
    this.orders = new OrderQueue(processedOrders);
    this.durableOrder = processedOrders;
    this.statistics = new SeatStatistics(hz, nowMs);
  }
}
