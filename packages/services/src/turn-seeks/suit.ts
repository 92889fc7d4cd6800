/** Which tickets suit each other. Nothing here reads a clock or a database. */
import { WIDENS } from './seek.ts';

export interface Ticket {
  readonly id: string;
  readonly accountId: string;
  /** As compared; null: whatever the others want. */
  readonly settings: string | null;
  readonly leastMs: number;
  readonly mostMs: number;
  readonly ladder: string | null;
  readonly onlyRated: number;
  /** On its ladder; without one of no meaning. */
  readonly rating: number;
  readonly gap: number;
  readonly mostGap: number;
  readonly sinceMs: number;
}

/** Pairs of accounts of which one has blocked the other, each in both orders: `a b`. */
export type Apart = ReadonlySet<string>;

/** The range of ratings of a ticket as of now. */
export function gapAt({ gap, mostGap, sinceMs }: Pick<Ticket, 'gap' | 'mostGap' | 'sinceMs'>, nowMs: number): number {
  const steps = Math.floor(Math.max(0, nowMs - sinceMs) / WIDENS.everyMs);
  return Math.min(mostGap, gap + WIDENS.by * steps);
}

/** Until the range widens; undefined when it doesn't any more. */
export function widensInMs(ticket: Ticket, nowMs: number): number | undefined {
  if (ticket.ladder === null || gapAt(ticket, nowMs) >= ticket.mostGap) return undefined;
  return WIDENS.everyMs - (Math.max(0, nowMs - ticket.sinceMs) % WIDENS.everyMs);
}

/** Whether they could meet at all; not what keeps them apart, which is nobody's business. */
export const mayMeet = (a: Ticket, b: Ticket, apart: Apart): boolean =>
  a.accountId !== b.accountId && !apart.has(`${a.accountId} ${b.accountId}`);

export const sameSettings = (a: Ticket, b: Ticket): boolean =>
  a.settings === null || b.settings === null || a.settings === b.settings;

export const sameTime = (a: Ticket, b: Ticket): boolean => a.leastMs <= b.mostMs && b.leastMs <= a.mostMs;

/** On one ladder, or content with a game that isn't rated. */
export function sameLadder(a: Ticket, b: Ticket): boolean {
  if (a.ladder === b.ladder) return true;
  return a.onlyRated === 0 && b.onlyRated === 0;
}

/** Ratings are compared on a ladder that both want. */
export function inReach(a: Ticket, b: Ticket, nowMs: number): boolean {
  if (a.ladder === null || a.ladder !== b.ladder) return true;
  return Math.abs(a.rating - b.rating) <= Math.min(gapAt(a, nowMs), gapAt(b, nowMs));
}

export function suits(a: Ticket, b: Ticket, apart: Apart, nowMs: number): boolean {
  return mayMeet(a, b, apart) && sameSettings(a, b) && sameTime(a, b) && sameLadder(a, b) && inReach(a, b, nowMs);
}

/** Pairs that are looked at for one ticket at most: among many who suit it but not each other the search is cut short. */
export const TRIED_MOST = 4000;

/**
 * Groups of `seats` in which everybody suits everybody, each ticket in one at most: for the oldest first, of the oldest.
 * @param tickets the oldest first
 */
export function groupsOf<T extends Ticket>(
  tickets: readonly T[],
  { seats, apart, nowMs }: { readonly seats: number; readonly apart: Apart; readonly nowMs: number },
): readonly (readonly T[])[] {
  const used = new Set<string>();
  const groups: T[][] = [];
  const suit = (a: T, b: T): boolean => suits(a, b, apart, nowMs);
  for (const [at, ticket] of tickets.entries()) {
    if (used.has(ticket.id)) continue;
    const others = tickets.slice(at + 1).filter((other) => !used.has(other.id) && suit(ticket, other));
    const found = complete([ticket], others, { seats, suit, left: { pairs: TRIED_MOST } });
    if (found === undefined) continue;
    for (const { id } of found) used.add(id);
    groups.push(found);
  }
  return groups;
}

interface Search<T> {
  readonly seats: number;
  readonly suit: (a: T, b: T) => boolean;
  readonly left: { pairs: number };
}

/** @param others suit everybody of `group` */
function complete<T>(group: readonly T[], others: readonly T[], search: Search<T>): T[] | undefined {
  if (group.length === search.seats) return [...group];
  for (const [at, other] of others.entries()) {
    const later = others.slice(at + 1);
    if (group.length + 1 + later.length < search.seats || search.left.pairs <= 0) return undefined;
    search.left.pairs -= later.length;
    const found = complete(
      [...group, other],
      later.filter((each) => search.suit(other, each)),
      search,
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of those that suit each other: the settings somebody asked for, the longest turn that is right for all, the ladder of all. */
export function agreed(group: readonly Ticket[]): {
  readonly settings: string | null;
  readonly turnMs: number;
  readonly ladder?: string;
} {
  const settings = group.find((each) => each.settings !== null)?.settings ?? null;
  const turnMs = Math.min(...group.map(({ mostMs }) => mostMs));
  const [{ ladder }] = group as readonly [Ticket];
  const rated = ladder !== null && group.every((each) => each.ladder === ladder);
  return { settings, turnMs, ...(rated ? { ladder } : {}) };
}
