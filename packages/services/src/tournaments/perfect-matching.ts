/**
 * Pairs of everybody, where not everybody may be paired with everybody: J. Edmonds, "Paths, trees, and flowers" (1965), with
 * a base for each blossom. O(n³) for all, O(n²) for one further pair.
 */

/** Whether these two may be paired; symmetric. */
export type MayPair = (a: number, b: number) => boolean;

const NOBODY = -1;

export class PerfectMatching {
  readonly #size: number;
  readonly #allowed: readonly Uint8Array[];
  /** Who is out of the game as their pair is fixed. */
  readonly #fixed: Uint8Array;
  #mate: Int32Array;

  private constructor(size: number, allowed: readonly Uint8Array[]) {
    this.#size = size;
    this.#allowed = allowed;
    this.#fixed = new Uint8Array(size);
    this.#mate = new Int32Array(size).fill(NOBODY);
  }

  /** Undefined when there is none. @param size 0 to 257, the vertices are 0 … size − 1 */
  static of(size: number, mayPair: MayPair): PerfectMatching | undefined {
    const rows = Array.from({ length: size }, (_, a) =>
      Uint8Array.from({ length: size }, (__, b) => (a !== b && mayPair(a, b) ? 1 : 0)),
    );
    const matching = new PerfectMatching(size, rows);
    for (let at = 0; at < size; at++) if (matching.#mate[at] === NOBODY && !matching.#augment(at)) return undefined;
    return matching;
  }

  /** Fixes the pair if all others can still be paired. */
  fix(a: number, b: number): boolean {
    if (this.#allowed[a]![b] === 0 || this.#fixed[a] === 1 || this.#fixed[b] === 1) return false;
    const before = this.#mate.slice();
    const [left, right] = [this.#mate[a]!, this.#mate[b]!];
    this.#fixed[a] = this.#fixed[b] = 1;
    this.#mate[a] = b;
    this.#mate[b] = a;
    if (left === b) return true;
    this.#mate[left] = this.#mate[right] = NOBODY;
    if (this.#augment(left)) return true;
    this.#mate = before;
    this.#fixed[a] = this.#fixed[b] = 0;
    return false;
  }

  /** Finds a way of alternating edges from `root` to somebody without a pair, and turns it over. */
  #augment(root: number): boolean {
    const search = new Search(this.#size, this.#mate, root);
    for (const at of search.reached)
      for (let to = 0; to < this.#size; to++) {
        if (this.#allowed[at]![to] === 0 || this.#fixed[to] === 1) continue;
        const end = search.visit(at, to);
        if (end === NOBODY) continue;
        this.#turnOver(search, end);
        return true;
      }
    return false;
  }

  #turnOver({ parent }: Search, end: number): void {
    for (let at = end; at !== NOBODY;) {
      const before = parent[at]!;
      const next = this.#mate[before]!;
      this.#mate[at] = before;
      this.#mate[before] = at;
      at = next;
    }
  }
}

class Search {
  /** Grows while it is gone through. */
  readonly reached: number[];
  readonly parent: Int32Array;
  readonly #mate: Int32Array;
  readonly #base: Int32Array;
  readonly #seen: Uint8Array;
  readonly #root: number;

  constructor(size: number, mate: Int32Array, root: number) {
    this.#mate = mate;
    this.#root = root;
    this.parent = new Int32Array(size).fill(NOBODY);
    this.#base = Int32Array.from({ length: size }, (_, at) => at);
    this.#seen = new Uint8Array(size);
    this.#seen[root] = 1;
    this.reached = [root];
  }

  /** Follows an edge; returns whoever without a pair was met. */
  visit(at: number, to: number): number {
    if (this.#base[at] === this.#base[to] || this.#mate[at] === to) return NOBODY;
    const mate = this.#mate[to]!;
    const outer = to === this.#root || (mate !== NOBODY && this.parent[mate] !== NOBODY);
    if (outer) this.#shrink(at, to);
    else if (this.parent[to] === NOBODY) {
      this.parent[to] = at;
      if (mate === NOBODY) return to;
      this.#seen[mate] = 1;
      this.reached.push(mate);
    }
    return NOBODY;
  }

  /** An odd circle becomes one vertex, all of it reached. */
  #shrink(one: number, other: number): void {
    const base = this.#commonBase(one, other);
    const inside = new Uint8Array(this.#base.length);
    this.#mark(inside, one, base, other);
    this.#mark(inside, other, base, one);
    for (let at = 0; at < this.#base.length; at++) {
      if (inside[this.#base[at]!] === 0) continue;
      this.#base[at] = base;
      if (this.#seen[at] === 1) continue;
      this.#seen[at] = 1;
      this.reached.push(at);
    }
  }

  #commonBase(one: number, other: number): number {
    const passed = new Uint8Array(this.#base.length);
    for (let at = one; ;) {
      at = this.#base[at]!;
      passed[at] = 1;
      if (this.#mate[at] === NOBODY) break;
      at = this.parent[this.#mate[at]!]!;
    }
    for (let at = this.#base[other]!; ; at = this.#base[this.parent[this.#mate[at]!]!]!)
      if (passed[at] === 1) return at;
  }

  #mark(inside: Uint8Array, from: number, base: number, child: number): void {
    let below = child;
    for (let at = from; this.#base[at] !== base;) {
      const mate = this.#mate[at]!;
      inside[this.#base[at]!] = inside[this.#base[mate]!] = 1;
      this.parent[at] = below;
      below = mate;
      at = this.parent[mate]!;
    }
  }
}
