/** Pictures painted once and copied from then on. When full the cache starts over: what is in use is soon back. */
export class SpriteCache<Sprite = HTMLCanvasElement, Key = string> {
  readonly #max: number;
  readonly #sprites = new Map<Key, Sprite>();

  constructor(max: number) {
    this.#max = max;
  }

  get size(): number {
    return this.#sprites.size;
  }

  get(key: Key, paint: (key: Key) => Sprite): Sprite {
    const known = this.#sprites.get(key);
    if (known !== undefined) return known;
    if (this.#sprites.size >= this.#max) this.#sprites.clear();
    const painted = paint(key);
    this.#sprites.set(key, painted);
    return painted;
  }

  clear(): void {
    this.#sprites.clear();
  }
}
