/**
 * A two-way pipe of whole messages between one client and one server.
 *
 * Messages arrive whole and unchanged. A `reliable` channel delivers each exactly once and in order until it closes;
 * an unreliable one may lose, repeat or reorder them. `send` never throws: on a closed channel it does nothing.
 */
export interface Channel {
  readonly reliable: boolean;
  /** True when nobody on the path can read or change messages: loopback or TLS. */
  readonly trusted: boolean;
  /** Where the peer is, for logs and per-address limits; empty when unknown. */
  readonly peer: string;
  /** The negotiated subprotocol, or empty. */
  readonly subprotocol: string;
  /** Bytes accepted by `send` that the transport has not taken yet. */
  readonly queuedBytes: number;
  readonly open: boolean;
  /** The channel owns `message` from here on: the caller neither changes nor reuses its memory. */
  send(message: Uint8Array | string): void;
  /** Begins closing; `code` 1000 or 4000–4999, `reason` at most 123 UTF-8 bytes. Idempotent. */
  close(code: number, reason: string): void;
  /** Sets the one listener; messages that came before it are kept (up to the transport's limit) and delivered first. */
  listen(listener: ChannelListener): void;
}

export interface ChannelListener {
  /** `message` is valid only during the call: copy what you keep. */
  message(message: Uint8Array | string): void;
  /** Called exactly once, whoever closed. */
  closed(code: number, reason: string): void;
}
