/**
 * Who plays whom: a pure function of the tickets, the queue and the time.
 *
 * A set of tickets is *compatible* when parties fill the teams exactly, one region is within reach of all, and the
 * strongest and the weakest are no further apart than the narrowest of their gaps. The oldest ticket chooses first:
 *
 *   for each ticket, the oldest first → its regions, the nearest first → rating gaps, the narrowest first
 *     → windows of that width around it → the first that can fill the teams with it: the oldest in there play
 *
 * When it is done no compatible set is left, so nobody waits while there is one; and the oldest ticket of all is in the
 * first match if any set with it exists. Cost: O(tickets² · regions · steps) where nearly nobody fits, far less else.
 */
import { balanced } from './balance.ts';
import { explainWaiting, type WaitReason } from './explain.ts';
import { findPacking, packingsOf, type Packing } from './packing.ts';
import { widened, type Queue } from './queue.ts';

export interface Ticket {
  readonly id: string;
  /** Accounts that play together. */
  readonly members: readonly string[];
  /** Mean of the members. */
  readonly rating: number;
  /** The nearest first. */
  readonly regions: readonly string[];
  readonly sinceMs: number;
}

/** A running match with free seats. */
export interface OpenMatch {
  readonly id: string;
  readonly region: string;
  /** Mean of those who play. */
  readonly rating: number;
  /** Free seats of each team. */
  readonly free: readonly number[];
}

export interface MatchReason {
  /** Points between the weakest and the strongest ticket. */
  readonly spread: number;
  /** Points that all of them allowed. */
  readonly allowed: number;
  readonly longestWaitMs: number;
  /** Mean rating of each team. */
  readonly teamRatings: readonly number[];
}

export interface NewMatch {
  readonly region: string;
  readonly teams: readonly (readonly Ticket[])[];
  readonly why: MatchReason;
}

export interface Backfill {
  readonly matchId: string;
  /** From 0. */
  readonly team: number;
  readonly ticket: Ticket;
  readonly why: { readonly apart: number; readonly allowed: number; readonly waitMs: number };
}

export interface Decision {
  readonly matches: readonly NewMatch[];
  readonly backfills: readonly Backfill[];
  readonly waiting: readonly { readonly ticketId: string; readonly why: WaitReason }[];
}

/** A ticket with what it allows by now. */
export interface Searching extends Ticket {
  readonly size: number;
  readonly waitedMs: number;
  readonly gap: number;
  readonly reach: readonly string[];
}

export function decide(
  queue: Queue,
  { tickets, open = [] }: { readonly tickets: readonly Ticket[]; readonly open?: readonly OpenMatch[] },
  nowMs: number,
): Decision {
  const searching = tickets.map((ticket) => searchOf(queue, ticket, nowMs)).sort(oldestFirst);
  const taken = new Set<string>();
  const backfills = queue.backfill ? fillUp(searching, open, taken) : [];
  const matches = new Matching(queue, searching, taken).run();
  const left = searching.filter(({ id }) => !taken.has(id));
  return { matches, backfills, waiting: explainWaiting(queue, left) };
}

function searchOf(queue: Queue, ticket: Ticket, nowMs: number): Searching {
  const waitedMs = Math.max(0, nowMs - ticket.sinceMs);
  const served = ticket.regions.filter((region) => queue.regions.includes(region));
  return {
    ...ticket,
    size: ticket.members.length,
    waitedMs,
    gap: widened(queue.ratingGap, waitedMs),
    reach: served.slice(0, widened(queue.regionReach, waitedMs)),
  };
}

function oldestFirst(a: Ticket, b: Ticket): number {
  return a.sinceMs - b.sinceMs || (a.id < b.id ? -1 : 1);
}

/** Running matches first: whoever plays there is short of somebody now. */
function fillUp(tickets: readonly Searching[], open: readonly OpenMatch[], taken: Set<string>): Backfill[] {
  const filled: Backfill[] = [];
  for (const { id: matchId, region, rating, free } of open) {
    const left = [...free];
    for (const ticket of tickets) {
      const apart = Math.abs(ticket.rating - rating);
      const team = left.indexOf(Math.max(...left));
      const fits = ticket.reach.includes(region) && apart <= ticket.gap && ticket.size <= (left[team] ?? 0);
      if (taken.has(ticket.id) || !fits) continue;
      taken.add(ticket.id);
      left[team]! -= ticket.size;
      filled.push({ matchId, team, ticket, why: { apart, allowed: ticket.gap, waitMs: ticket.waitedMs } });
    }
  }
  return filled;
}

class Matching {
  readonly #queue: Queue;
  readonly #tickets: readonly Searching[];
  readonly #byRating: readonly Searching[];
  readonly #taken: Set<string>;
  readonly #packings: readonly Packing[];
  /** Every width that somebody may allow, the narrowest first. */
  readonly #gaps: readonly number[];
  /** `region gap` where not even all that are left together hold a compatible set: fewer won't either. */
  readonly #hopeless = new Set<string>();
  /** How many were taken when that was last looked at. */
  readonly #looked = new Map<string, number>();

  constructor(queue: Queue, tickets: readonly Searching[], taken: Set<string>) {
    this.#queue = queue;
    this.#tickets = tickets;
    this.#byRating = [...tickets].sort((a, b) => a.rating - b.rating || oldestFirst(a, b));
    this.#taken = taken;
    this.#packings = packingsOf(queue);
    this.#gaps = [...new Set(queue.ratingGap.map(({ value }) => value))].sort((a, b) => a - b);
    for (const region of queue.regions)
      for (const gap of this.#gaps) if (this.#windows(region, gap).length === 0) this.#hopeless.add(`${region} ${gap}`);
  }

  run(): NewMatch[] {
    const matches: NewMatch[] = [];
    for (const ticket of this.#tickets) {
      const match = this.#taken.has(ticket.id) ? undefined : this.#matchFor(ticket);
      if (!match) continue;
      matches.push(match);
      for (const { id } of match.teams.flat()) this.#taken.add(id);
    }
    return matches;
  }

  #matchFor(anchor: Searching): NewMatch | undefined {
    if (anchor.size > this.#queue.teamSize) return undefined;
    for (const region of anchor.reach)
      for (const gap of this.#gaps) {
        if (gap > anchor.gap || this.#hopeless.has(`${region} ${gap}`)) continue;
        const [window] = this.#windows(region, gap, anchor).sort((a, b) => offCentre(a, anchor) - offCentre(b, anchor));
        if (window) return this.#pick(anchor, window, region);
        this.#lookForHope(region, gap);
      }
    return undefined;
  }

  #lookForHope(region: string, gap: number): void {
    const key = `${region} ${gap}`;
    if (this.#looked.get(key) === this.#taken.size) return;
    this.#looked.set(key, this.#taken.size);
    if (this.#windows(region, gap).length === 0) this.#hopeless.add(key);
  }

  /** Stretches of free tickets, each `gap` wide at most, from which the teams can be filled; with `anchor` in them if given. */
  #windows(region: string, gap: number, anchor?: Searching): Searching[][] {
    const near = this.#byRating.filter(
      (ticket) =>
        !this.#taken.has(ticket.id) &&
        ticket.gap >= gap &&
        ticket.size <= this.#queue.teamSize &&
        ticket.reach.includes(region) &&
        (!anchor || Math.abs(ticket.rating - anchor.rating) <= gap),
    );
    const least = this.#noCounts();
    if (anchor) least[anchor.size - 1] = 1;
    const most = this.#noCounts();
    // If all of them together can't fill the teams, no stretch of them can.
    for (const { size } of near) most[size - 1]! += 1;
    if (!findPacking(this.#packings, least, most)) return [];
    most.fill(0);
    const windows: Searching[][] = [];
    let end = 0;
    for (let start = 0; start < near.length; start++) {
      const lowest = near[start]!;
      if (anchor && lowest.rating > anchor.rating) break;
      for (; end < near.length && near[end]!.rating - lowest.rating <= gap; end++) most[near[end]!.size - 1]! += 1;
      if (findPacking(this.#packings, least, most)) windows.push(near.slice(start, end));
      // Without an anchor it is only asked whether there is one.
      if (!anchor && windows.length > 0) break;
      most[lowest.size - 1]! -= 1;
    }
    return windows;
  }

  /** The ticket itself, and the oldest others with which the teams still can be filled. */
  #pick(anchor: Searching, window: readonly Searching[], region: string): NewMatch {
    const chosen: Searching[] = [];
    const least = this.#noCounts();
    const most = this.#noCounts();
    for (const { size } of window) most[size - 1]! += 1;
    for (const ticket of [anchor, ...window.filter((each) => each !== anchor).sort(oldestFirst)]) {
      least[ticket.size - 1]! += 1;
      if (findPacking(this.#packings, least, most)) chosen.push(ticket);
      else {
        least[ticket.size - 1]! -= 1;
        most[ticket.size - 1]! -= 1;
      }
    }
    const teams = balanced(chosen, findPacking(this.#packings, least, least)!);
    return { region, teams, why: reasonOf(chosen, teams) };
  }

  #noCounts(): number[] {
    return Array.from({ length: this.#queue.teamSize }, () => 0);
  }
}

function offCentre(window: readonly Searching[], { rating }: Searching): number {
  return Math.abs((window[0]!.rating + window.at(-1)!.rating) / 2 - rating);
}

function reasonOf(chosen: readonly Searching[], teams: readonly (readonly Searching[])[]): MatchReason {
  const ratings = chosen.map(({ rating }) => rating);
  const players = (team: readonly Searching[]) => team.reduce((sum, { size }) => sum + size, 0);
  return {
    spread: Math.max(...ratings) - Math.min(...ratings),
    allowed: Math.min(...chosen.map(({ gap }) => gap)),
    longestWaitMs: Math.max(...chosen.map(({ waitedMs }) => waitedMs)),
    teamRatings: teams.map((team) => team.reduce((sum, { rating, size }) => sum + rating * size, 0) / players(team)),
  };
}
