/** What was said, by channel: at most `LINES_KEPT` lines of each, each line once, the oldest first. */
export const CHANNELS = ['global', 'local', 'faction', 'party', 'whisper'] as const;

export type Channel = (typeof CHANNELS)[number];

export interface Line {
  readonly messageId: string;
  readonly seq: number;
  readonly sentMs: number;
  readonly senderId?: string | undefined;
  readonly senderName: string;
  readonly message: string;
  /** Whom it was whispered to. */
  readonly recipientId?: string | undefined;
}

export type ChatLog = Readonly<Record<Channel, readonly Line[]>>;
export type Unread = Readonly<Record<Channel, number>>;

export const LINES_KEPT = 200;
export const silent: ChatLog = { global: [], local: [], faction: [], party: [], whisper: [] };
export const nothingNew: Unread = { global: 0, local: 0, faction: 0, party: 0, whisper: 0 };

/** Which of ours a channel of the server is: `location:bell-reef` is `local`; undefined for those not shown. */
export function channelOf(name: string): Channel | undefined {
  const kind = name.split(':', 1)[0] ?? '';
  if (kind === 'location') return 'local';
  return CHANNELS.find((channel) => channel === kind);
}

/** Adds lines, whichever way and however often they came; those that were taken out come empty, and go. */
export function hear(log: ChatLog, channel: Channel, lines: readonly Line[]): ChatLog {
  const known = new Map(log[channel].map((line) => [line.messageId, line]));
  for (const line of lines) {
    if (line.message === '') known.delete(line.messageId);
    else known.set(line.messageId, line);
  }
  const sorted = [...known.values()].sort((a, b) => a.sentMs - b.sentMs || a.seq - b.seq);
  return { ...log, [channel]: sorted.slice(-LINES_KEPT) };
}

/** What was said elsewhere is not of here: another place, another party. */
export const forget = (log: ChatLog, channel: Channel): ChatLog => ({ ...log, [channel]: [] });

/** What a moderator took out is shown no more. */
export function without(log: ChatLog, channel: Channel, messageId: string): ChatLog {
  return { ...log, [channel]: log[channel].filter((line) => line.messageId !== messageId) };
}

/** Nothing more is shown of whoever was blocked. */
export function withoutSender(log: ChatLog, senderId: string): ChatLog {
  const kept = CHANNELS.map((channel) => [channel, log[channel].filter((line) => line.senderId !== senderId)]);
  return Object.fromEntries(kept) as ChatLog;
}

/** Milliseconds between two messages of each channel of the server that is slow. */
export type Slow = ReadonlyMap<string, number>;

/** 0 ends it. */
export function slowed(slow: Slow, channel: string, slowMs: number): Slow {
  const changed = new Map(slow);
  if (slowMs === 0) changed.delete(channel);
  else changed.set(channel, slowMs);
  return changed;
}

export const count = (unread: Unread, channel: Channel): Unread => ({ ...unread, [channel]: unread[channel] + 1 });
export const read = (unread: Unread, channel: Channel): Unread => ({ ...unread, [channel]: 0 });
