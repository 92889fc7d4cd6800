/**
 * How parties fill teams exactly. Only their sizes matter: a queue of 2 teams of 3 is filled by {3, 3}, {3, 2+1},
 * {2+1, 2+1} and so on. All the ways are listed once per shape of a queue and looked through after.
 */

export interface Packing {
  /** How many parties of size 1, 2, … it takes. */
  readonly counts: readonly number[];
  /** Sizes of the parties of each team, the largest first. */
  readonly teams: readonly (readonly number[])[];
}

interface Shape {
  readonly teams: number;
  readonly teamSize: number;
}

/** Ways of one shape; a queue with more is refused when it is defined. */
export const MOST_PACKINGS = 5000;

const known = new Map<string, readonly Packing[]>();

/** Every way to fill the teams that differs in the sizes it takes; throws TypeError above MOST_PACKINGS. */
export function packingsOf({ teams, teamSize }: Shape): readonly Packing[] {
  const key = `${teams}×${teamSize}`;
  const found = known.get(key) ?? listPackings(teams, teamSize);
  known.set(key, found);
  return found;
}

/** The way that takes at least `least` and at most `most` parties of each size. */
export function findPacking(
  packings: readonly Packing[],
  least: readonly number[],
  most: readonly number[],
): Packing | undefined {
  search: for (const packing of packings) {
    const { counts } = packing;
    for (let at = 0; at < counts.length; at++) if (counts[at]! < least[at]! || counts[at]! > most[at]!) continue search;
    return packing;
  }
  return undefined;
}

function listPackings(teams: number, teamSize: number): readonly Packing[] {
  const kinds = partitions(teamSize, teamSize);
  const bySizes = new Map<string, Packing & { readonly alike: number }>();
  let listed = 0;
  const choose = (chosen: readonly number[], from: number): void => {
    if (chosen.length < teams) {
      for (let kind = from; kind < kinds.length; kind++) choose([...chosen, kind], kind);
      return;
    }
    if (++listed > MOST_PACKINGS)
      throw new TypeError(`${teams} teams of ${teamSize} can be filled in more than ${MOST_PACKINGS} ways`);
    const filled = chosen.map((kind) => kinds[kind]!);
    const counts = Array.from({ length: teamSize }, () => 0);
    for (const size of filled.flat()) counts[size - 1]! += 1;
    // Of two ways to seat the same parties, the one whose teams are more alike is the fairer.
    const alike = new Set(chosen).size;
    const before = bySizes.get(counts.join());
    if (!before || alike < before.alike) bySizes.set(counts.join(), { counts, teams: filled, alike });
  };
  choose([], 0);
  return [...bySizes.values()];
}

/** The ways to write a number as a sum of parts, the largest part first. */
function partitions(rest: number, largest: number): number[][] {
  if (rest === 0) return [[]];
  const ways: number[][] = [];
  for (let part = Math.min(rest, largest); part >= 1; part--)
    for (const way of partitions(rest - part, part)) ways.push([part, ...way]);
  return ways;
}
