/** What a queue is: data. Searches begin narrow and widen while a ticket waits. */
import { packingsOf } from './packing.ts';

/** From so long in the queue on, so much. */
export interface Step {
  readonly afterMs: number;
  readonly value: number;
}

export interface Queue {
  /** Lower-case letters, digits and dashes: it stands in addresses. */
  readonly name: string;
  readonly game: string;
  /** What is played, for people: `duel`, `2 against 2`. */
  readonly mode: string;
  /** JSON text for the game; empty for its defaults. */
  readonly settings: string;
  readonly teams: number;
  readonly teamSize: number;
  /** Whose ratings say who fits; without one everybody does. */
  readonly ladder?: string;
  /** Whether a match changes the ladder. */
  readonly ranked: boolean;
  /** Most rating points between the weakest and the strongest ticket of a match. The first step begins at 0 ms. */
  readonly ratingGap: readonly Step[];
  /** Where matches of this queue can be. */
  readonly regions: readonly string[];
  /** How many of a ticket's regions count, the nearest first. The first step begins at 0 ms. */
  readonly regionReach: readonly Step[];
  /** How long a ticket waits at most. */
  readonly ticketMs: number;
  /** How long everybody has to accept a match; without it matches begin at once. */
  readonly acceptMs?: number;
  /** Whether running matches get new players for those who left. */
  readonly backfill: boolean;
  /** Tickets that may wait at once; one more is answered `limit-reached`. */
  readonly limit: number;
}

export const MOST_STEPS = 12;
export const MOST_REGIONS = 16;
export const MOST_PLAYERS = 64;
/** Tickets of one queue: what can be decided upon within a part of a second. */
export const MOST_TICKETS = 1000;
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Throws TypeError: a queue is the program's own. */
export function checkQueue(queue: Queue): Queue {
  const { name, teams, teamSize, ranked, ladder, backfill, regions, limit, ticketMs, acceptMs = 1 } = queue;
  const must = (holds: boolean, what: string) => {
    if (!holds) throw new TypeError(`the queue ${name}: ${what}`);
  };
  must(NAME.test(name), 'a name is lower-case letters, digits and dashes');
  must(Number.isInteger(teams) && teams >= 1 && Number.isInteger(teamSize) && teamSize >= 1, 'a match has players');
  must(teams * teamSize >= 2 && teams * teamSize <= MOST_PLAYERS, `a match has 2 to ${MOST_PLAYERS} players`);
  must(!ranked || (ladder !== undefined && teams >= 2), 'a ranked match has a ladder and two teams or more');
  must(!ranked || !backfill, 'nobody is put into a ranked match that began without them');
  must(regions.length >= 1 && regions.length <= MOST_REGIONS, `there are 1 to ${MOST_REGIONS} regions`);
  must(new Set(regions).size === regions.length, 'each region is named once');
  must(Number.isInteger(limit) && limit >= 1 && limit <= MOST_TICKETS, `1 to ${MOST_TICKETS} tickets may wait`);
  must(ticketMs > 0 && acceptMs > 0, 'times are above 0 ms');
  for (const steps of [queue.ratingGap, queue.regionReach]) {
    must(steps.length >= 1 && steps.length <= MOST_STEPS, `a search has 1 to ${MOST_STEPS} steps`);
    must(steps[0]!.afterMs === 0, 'the first step of a search begins at 0 ms');
    must(
      steps.every(({ value }) => Number.isFinite(value) && value >= 0),
      'a search has finite steps',
    );
    const rising = steps.every((step, at) => {
      const before = steps[at - 1];
      return !before || (step.afterMs > before.afterMs && step.value >= before.value);
    });
    must(rising, 'a search only widens');
  }
  must(queue.regionReach[0]!.value >= 1, 'a search begins with one region at least');
  packingsOf(queue);
  return queue;
}

/** The step that holds after so long. */
export function widened(steps: readonly Step[], waitedMs: number): number {
  let { value } = steps[0]!;
  for (const step of steps) if (step.afterMs <= waitedMs) value = step.value;
  return value;
}

/** When the next step begins, in milliseconds from now; undefined after the last. */
export function widensInMs({ ratingGap, regionReach }: Queue, waitedMs: number): number | undefined {
  const later = [...ratingGap, ...regionReach].map(({ afterMs }) => afterMs - waitedMs).filter((ms) => ms > 0);
  return later.length === 0 ? undefined : Math.min(...later);
}
