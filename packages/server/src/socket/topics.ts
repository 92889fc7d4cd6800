/** Who follows what, on this server. */
export class Topics<T> {
  readonly #followers = new Map<string, Set<T>>();
  readonly #followed = new Map<T, Set<string>>();

  follow(follower: T, topic: string): void {
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(follower));
    const followed = this.#followed.get(follower) ?? new Set();
    this.#followed.set(follower, followed.add(topic));
  }

  leave(follower: T, topic: string): void {
    this.#followed.get(follower)?.delete(topic);
    const followers = this.#followers.get(topic);
    followers?.delete(follower);
    if (followers?.size === 0) this.#followers.delete(topic);
  }

  /** Every topic but those in `keep`. */
  leaveAll(follower: T, keep: (topic: string) => boolean = () => false): void {
    const followed = this.#followed.get(follower) ?? new Set();
    for (const topic of Array.from(followed)) if (!keep(topic)) this.leave(follower, topic);
    if (followed.size === 0) this.#followed.delete(follower);
  }

  /** A copy: whoever hears may leave meanwhile. */
  followers(topic: string): readonly T[] {
    return Array.from(this.#followers.get(topic) ?? []);
  }

  /** Topics that somebody follows. */
  get size(): number {
    return this.#followers.size;
  }
}
