// Members that several kinds of letters have.

import { LIMITS } from '../limits.ts';
import { base64urlOf, hexOf, type Reader, text, whole } from '../json/read.ts';

/** A player's or referee's name within a match: also part of entries' names. */
export const playerId = text(32, /^[a-z0-9_]+(-[a-z0-9_]+)*$/);
export const hash = hexOf(32);
export const key = base64urlOf(32);
export const random32 = base64urlOf(32);
export const signature = base64urlOf(64);
/** Milliseconds since 1970-01-01 UTC. */
export const timeMs: Reader<number> = whole(0, Number.MAX_SAFE_INTEGER);
export const turnNumber = whole(1, LIMITS.turns);
/** The one major version of letters there is. */
export const version = whole(1, 1);
/** For people: no control characters. */
export const words = (max: number): Reader<string> => text(max, /^[^\p{Cc}]*$/u);
