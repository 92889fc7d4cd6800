/** Assembles inputs: the frames the server has not acknowledged, the orders that are open, what was received. */
import type { GameCodecs } from '@rubato/game';
import { encodeFrames, encodeInput, limits } from '@rubato/protocol';
import type { SeenFrame, Tagger } from '@rubato/protocol';
import { BitWriter } from '@rubato/schema';
import type { OrderBook } from './order-book.ts';

export interface InputHeader {
  readonly room: number;
  readonly epoch: number;
  readonly clientMs: number;
  readonly ackTick: number;
  readonly ackEvent: number;
}

export class InputSender {
  readonly #codecs: GameCodecs;
  readonly #key: Tagger;
  readonly #frameWriter = new BitWriter(256);
  readonly #inputWriter = new BitWriter(512);
  /** Frames for consecutive ticks, oldest first. */
  #frames: { readonly tick: number; readonly frame: SeenFrame<never> }[] = [];
  #seq = 0;

  constructor(codecs: GameCodecs, key: Tagger) {
    this.#codecs = codecs;
    this.#key = key;
  }

  add(tick: number, frame: SeenFrame<never>): void {
    this.#frames.push({ tick, frame });
    if (this.#frames.length > limits.framesPerInput) this.#frames.shift();
  }

  /** The server has had the frames up to `tick`: they need no repeat. */
  acknowledge(tick: number): void {
    while (this.#frames.length > 0 && this.#frames[0]!.tick <= tick) this.#frames.shift();
  }

  /** The bytes of the next input; on a reliable channel its frames are not repeated. */
  next(header: InputHeader, orders: OrderBook, reliable: boolean): Uint8Array<ArrayBuffer> {
    this.#frameWriter.reset();
    const { frame } = this.#codecs;
    const frames = this.#frames;
    if (frame !== undefined && frames.length > 0) {
      encodeFrames(
        this.#frameWriter,
        frame.codec as never,
        frame.neutral,
        frames.map((sent) => sent.frame),
      );
    }
    const message = encodeInput(
      this.#inputWriter,
      {
        type: 'input',
        ...header,
        seq: ++this.#seq,
        firstTick: frames[0]?.tick ?? 0,
        frameCount: frames.length,
        frames: this.#frameWriter.view(),
        orders: orders.take(reliable),
      },
      this.#key,
    );
    if (reliable) this.#frames = [];
    return message;
  }
}
