/** Why a ticket still waits, as facts for programs and a sentence for people. */
import type { Searching } from './decide.ts';
import { widensInMs, type Queue } from './queue.ts';

export const waitReasons = ['no-region', 'too-few-players', 'rating-gap', 'party-sizes', 'party-too-large'] as const;

export interface WaitReason {
  readonly reason: (typeof waitReasons)[number];
  /** Players that a match takes. */
  readonly needed: number;
  /** Players, the ticket's own included, who search in a region that it reaches: most of any region, `needed` at most. */
  readonly inRegion: number;
  /** Those of them whose rating is within both gaps. */
  readonly inReach: number;
  readonly ratingGap: number;
  /** Until the search widens; absent when it is as wide as it gets. */
  readonly widensInMs?: number;
}

/** A reason for each of those who are left. */
export function explainWaiting(queue: Queue, waiting: readonly Searching[]) {
  const regions = new Map(
    queue.regions.map((region) => {
      const there = waiting.filter(({ reach }) => reach.includes(region)).sort((a, b) => a.rating - b.rating);
      return [region, { there, players: players(there) }] as const;
    }),
  );
  return waiting.map((ticket) => {
    const reached = ticket.reach.map((region) => regions.get(region)!);
    const needed = queue.teams * queue.teamSize;
    const inRegion = Math.max(0, ...reached.map((each) => Math.min(needed, each.players)));
    const inReach = Math.max(0, ...reached.map(({ there }) => playersNear(there, ticket, needed)));
    const reason = reasonOf(queue, ticket, { needed, inRegion, inReach });
    const later = widensInMs(queue, ticket.waitedMs);
    const why: WaitReason = { reason, needed, inRegion, inReach, ratingGap: ticket.gap };
    return { ticketId: ticket.id, why: later === undefined ? why : { ...why, widensInMs: later } };
  });
}

/** A sentence for people. */
export function wordsOf({ reason, needed, inRegion, inReach, ratingGap, widensInMs: later }: WaitReason): string {
  const next = later === undefined ? '' : `; the search widens in ${Math.ceil(later / 1000)} s`;
  switch (reason) {
    case 'no-region':
      return `no region of yours is served by this queue${next}`;
    case 'party-too-large':
      return 'your party is larger than a team of this queue';
    case 'too-few-players':
      return `${inRegion} of ${needed} players search where you do${next}`;
    case 'rating-gap':
      return `${inReach} of ${needed} players are within ${Math.round(ratingGap)} points of you and you of them${next}`;
    case 'party-sizes':
      return `there are enough players near you, but their parties don’t fill the teams or are too far from each other${next}`;
    default:
      return reason satisfies never;
  }
}

function reasonOf(
  { teamSize }: Queue,
  { reach, size }: Searching,
  { needed, inRegion, inReach }: Pick<WaitReason, 'needed' | 'inRegion' | 'inReach'>,
): WaitReason['reason'] {
  if (size > teamSize) return 'party-too-large';
  if (reach.length === 0) return 'no-region';
  if (inRegion < needed) return 'too-few-players';
  return inReach < needed ? 'rating-gap' : 'party-sizes';
}

/** Counts up to `enough`. @param there by rating */
function playersNear(there: readonly Searching[], { rating, gap }: Searching, enough: number): number {
  let [low, high] = [0, there.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (there[middle]!.rating < rating - gap) low = middle + 1;
    else high = middle;
  }
  let count = 0;
  for (let at = low; count < enough && at < there.length && there[at]!.rating <= rating + gap; at++) {
    const other = there[at]!;
    if (Math.abs(other.rating - rating) <= other.gap) count += other.size;
  }
  return Math.min(count, enough);
}

function players(tickets: readonly Searching[]): number {
  return tickets.reduce((sum, { size }) => sum + size, 0);
}
