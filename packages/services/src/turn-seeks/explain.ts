/** Why a ticket still waits, as facts for programs and a sentence for people. */
import {
  gapAt,
  inReach,
  mayMeet,
  sameLadder,
  sameSettings,
  sameTime,
  widensInMs,
  type Apart,
  type Ticket,
} from './suit.ts';

export interface SeekReason {
  readonly reason: 'nobody' | 'settings' | 'turn-time' | 'ladder' | 'rating' | 'each-other' | 'games-full';
  /** Others that it takes. */
  readonly needed: number;
  readonly looking: number;
  readonly sameSettings: number;
  readonly sameTime: number;
  readonly sameLadder: number;
  readonly fit: number;
  readonly widensInMs?: number;
  readonly words: string;
}

interface Asked {
  readonly seats: number;
  readonly apart: Apart;
  readonly nowMs: number;
  /** The account plays as many games as it may. */
  readonly full: boolean;
}

/** @param pool all who look for the same game with so many seats. Those who are kept apart by a block don't count. */
export function explainSeek(ticket: Ticket, pool: readonly Ticket[], { seats, apart, nowMs, full }: Asked): SeekReason {
  const looking = pool.filter((other) => mayMeet(ticket, other, apart));
  const settled = looking.filter((other) => sameSettings(ticket, other));
  const timed = settled.filter((other) => sameTime(ticket, other));
  const laddered = timed.filter((other) => sameLadder(ticket, other));
  const fitting = laddered.filter((other) => inReach(ticket, other, nowMs));
  const counts = {
    looking: people(looking),
    sameSettings: people(settled),
    sameTime: people(timed),
    sameLadder: people(laddered),
    fit: people(fitting),
  };
  const needed = seats - 1;
  const reason = full ? 'games-full' : reasonOf(counts, needed);
  const later = reason === 'games-full' ? undefined : widensInMs(ticket, nowMs);
  const facts = { reason, needed, ...counts, ...(later === undefined ? {} : { widensInMs: later }) };
  return { ...facts, words: wordsOf(facts, gapAt(ticket, nowMs)) };
}

type Counts = Pick<SeekReason, 'looking' | 'sameSettings' | 'sameTime' | 'sameLadder' | 'fit'>;

/** Nobody meets one account twice in a game. */
const people = (tickets: readonly Ticket[]): number => new Set(tickets.map(({ accountId }) => accountId)).size;

function reasonOf(counts: Counts, needed: number): SeekReason['reason'] {
  if (counts.looking < needed) return 'nobody';
  if (counts.sameSettings < needed) return 'settings';
  if (counts.sameTime < needed) return 'turn-time';
  if (counts.sameLadder < needed) return 'ladder';
  return counts.fit < needed ? 'rating' : 'each-other';
}

function wordsOf(facts: Omit<SeekReason, 'words'>, gap: number): string {
  const { reason, needed, widensInMs: later } = facts;
  const next = later === undefined ? '' : `; the range widens in ${Math.ceil(later / 60_000)} min`;
  switch (reason) {
    case 'games-full':
      return 'you play as many games as you may; the search goes on when one is over';
    case 'nobody':
      return `${facts.looking} of ${needed} others look for this game with so many seats`;
    case 'settings':
      return `${facts.sameSettings} of ${needed} others want these settings or don’t mind them`;
    case 'turn-time':
      return `${facts.sameTime} of ${needed} others have a time for a turn in common with you`;
    case 'ladder':
      return `${facts.sameLadder} of ${needed} others want to be rated as you do`;
    case 'rating':
      return `${facts.fit} of ${needed} others are within ${gap} points of you and you of them${next}`;
    case 'each-other':
      return `${facts.fit} others suit you, but too few of them each other, or the game is being made`;
    default:
      return reason satisfies never;
  }
}
