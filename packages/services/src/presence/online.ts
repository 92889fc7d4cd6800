/** A character that no server has vouched for during this time counts as gone: its server may have died. */
export const PRESENCE_FADE_MS = 90_000;
/** How often a server vouches for its characters; two may be lost. */
export const PRESENCE_HEARTBEAT_MS = 30_000;

/** SQL: whether the row of `presence` under this alias is somebody online; takes `onlineSince`. */
export const isOnline = (alias: string): string =>
  `case when ${alias}.online = 1 and ${alias}.seen_ms > ? then 1 else 0 end`;
export const onlineSince = (nowMs: number): number => nowMs - PRESENCE_FADE_MS;
