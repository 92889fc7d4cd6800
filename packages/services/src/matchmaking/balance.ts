/** Which party plays in which team: as even as swapping parties of one size can make it. */
import type { Packing } from './packing.ts';

export interface Weighed {
  readonly id: string;
  readonly size: number;
  /** Mean of its members. */
  readonly rating: number;
}

/** @returns the parties by team; the same parties give the same teams, whatever order they come in. */
export function balanced<T extends Weighed>(parties: readonly T[], { teams }: Packing): readonly (readonly T[])[] {
  const sorted = [...parties].sort((a, b) => b.rating - a.rating || (a.id < b.id ? -1 : 1));
  const seats = teams.map((sizes) => sizes.map((size) => ({ size, party: undefined as T | undefined })));
  for (const party of sorted) {
    // The strongest goes where least strength is so far.
    const open = seats.filter((team) => team.some(({ size, party: taken }) => size === party.size && !taken));
    const weakest = open.reduce((best, team) => (strengthOf(team) < strengthOf(best) ? team : best));
    weakest.find(({ size, party: taken }) => size === party.size && !taken)!.party = party;
  }
  while (swapOnce(seats));
  return seats.map((team) => team.map(({ party }) => party!));
}

type Seats<T> = { readonly size: number; party: T | undefined }[];

/** Makes the best swap between two teams, if any makes them more even. Ends, as each lowers the sum of squares. */
function swapOnce<T extends Weighed>(teams: readonly Seats<T>[]): boolean {
  let best = 1e-6;
  let swap: (() => void) | undefined;
  teams.forEach((one, at) => {
    for (const other of teams.slice(at + 1)) {
      const apart = strengthOf(one) - strengthOf(other);
      for (const a of one)
        for (const b of other) {
          if (a.size !== b.size) continue;
          const moved = a.size * (a.party!.rating - b.party!.rating);
          // (apart − 2·moved)² against apart².
          const gain = 4 * moved * (apart - moved);
          if (gain <= best) continue;
          best = gain;
          swap = () => ([a.party, b.party] = [b.party, a.party]);
        }
    }
  });
  swap?.();
  return swap !== undefined;
}

function strengthOf<T extends Weighed>(team: Seats<T>): number {
  return team.reduce((sum, { size, party }) => sum + (party ? size * party.rating : 0), 0);
}
