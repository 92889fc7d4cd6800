/** Who sits where in a match of one browser. What a seat is played by stands in the player's id, so that the file tells it. */
import type { Seat } from '@rubato/game';
import { botNames, type Strength } from '@rubato/tactics';

export type PlayedBy = 'human' | Strength;

export interface Seating {
  readonly name: string;
  readonly by: PlayedBy;
}

export interface Seated extends Seating {
  readonly seat: Seat;
  /** In the file. */
  readonly player: string;
}

/** Seats of a match. */
export const SEATS = { least: 2, most: 6 } as const;
/** How many play, to choose from. */
export const SEAT_OPTIONS = Array.from({ length: SEATS.most - SEATS.least + 1 }, (_, index) => {
  const count = String(index + SEATS.least);
  return { value: count, label: count };
});
const KINDS: readonly PlayedBy[] = ['human', 'cadet', 'captain'];

export const playerOf = ({ by }: Seating, index: number): string => `${by}-${index + 1}`;

/** A program doesn't play a seat that it doesn't know: such a seat is a human's. */
export function playedBy(player: string): PlayedBy {
  return KINDS.find((kind) => player.startsWith(`${kind}-`)) ?? 'human';
}

export const botName = (index: number): string => botNames[index % botNames.length] ?? botNames[0];
