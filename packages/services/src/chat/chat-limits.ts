/** Of an announcement. */
export const TITLE = { what: 'a title', characters: 64, bytes: 128 };

export interface ChatLimits {
  /** Characters of one message, as people count them, and its UTF-8 bytes; longer is refused with `bad-value`. */
  readonly characters: number;
  readonly bytes: number;
  /** Flood control of an account: messages at once, and one more each `messageMs`; beyond that `too-many`. */
  readonly burst: number;
  readonly messageMs: number;
  /** So many characters within `charactersMs`; beyond that `too-many`. */
  readonly charactersAtOnce: number;
  readonly charactersMs: number;
  /** The same words in the same channel are refused with `too-many` for so long. */
  readonly repeatMs: number;
  /** Longest pause that a slow channel may ask for between two messages of one account. */
  readonly slowestMs: number;
  /** Messages that a channel keeps, and for how long. */
  readonly kept: number;
  readonly keptMs: number;
  /** Messages of one page of history. */
  readonly page: number;
}

export const CHAT_LIMITS: ChatLimits = {
  characters: 500,
  bytes: 2048,
  burst: 10,
  messageMs: 200,
  charactersAtOnce: 1000,
  charactersMs: 10_000,
  repeatMs: 10_000,
  slowestMs: 3_600_000,
  kept: 1000,
  keptMs: 30 * 24 * 3_600_000,
  page: 100,
};
