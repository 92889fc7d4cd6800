/** The colours of the arena's world. Seats take theirs from the kit's tokens. */
import { token } from '@rubato/web';
import type { Pickup } from './state.ts';

export const world = {
  deep: '#060d0f',
  stave: '#9cc4bd',
  star: '#d8ebe6',
  cross: '#1d383c',
  wall: '#5b8f8c',
  wallFaint: '#234347',
  rockDark: '#12252a',
  rockLight: '#28474c',
  rockLine: '#4d7674',
  rockRim: '#8fb8b1',
  hullDark: '#0d1b1e',
  shield: '#a8d8ff',
  flame: '#ffe9b8',
  ember: '#ff9a5c',
  beam: '#f6fbd0',
  ink: '#e8f0ec',
  inkSoft: '#a9c0bc',
  good: '#86e0a8',
  warn: '#f5c469',
  bad: '#ff9ea6',
  energy: '#e6ec86',
  glass: 'rgb(9 20 23 / 72%)',
  glassEdge: 'rgb(120 160 158 / 28%)',
} as const;

const SEATS = 8;

const seatInks: string[] = [];

export function seatInk(seat: number): string {
  const index = (seat - 1) & (SEATS - 1);
  return (seatInks[index] ??= token(`seat-${index + 1}`) || world.ink);
}

export const pickupInk: Readonly<Record<Pickup['kind'], string>> = {
  repair: world.good,
  shield: world.shield,
  energy: world.energy,
  rapid: world.bad,
};
