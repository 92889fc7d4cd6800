/**
 * Judges a connection twice a second: is it good enough for play in real time, and if not, what is wrong with it.
 *
 * A link becomes unstable with the first sure trouble and stable again after `CALM_MS` without any, so that a sign on the
 * screen does not flicker. The bounds lie between a usual mobile link (100 ± 15 ms, 2 % lost), which prediction and
 * interpolation hide, and a poor one (200 ± 30 ms, 10 % in bursts), which they can't. On a reliable channel nothing is
 * lost: what is sent again comes late, and shows as jitter.
 */

/** Between two looks. */
export const LOOK_MS = 500;
/** A round trip above this, by the median of the last three. */
export const BAD_RTT_MS = 250;
/** Mean deviation of the arrival of snapshots, or of round trips where there are none. */
export const BAD_JITTER_MS = 20;
/** Share of snapshots that never came, of those of the last `LOSS_WINDOW_MS`. */
export const BAD_LOSS = 0.05;
/** Nothing came for so long in a match that runs. */
export const BAD_SILENCE_MS = 1000;
/** Without any trouble for so long, a link counts as stable again. */
export const CALM_MS = 5000;
export const LOSS_WINDOW_MS = 10_000;
/** So many looks in a row must find latency or jitter: a page that stood still for a moment is no poor link. */
export const SURE_LOOKS = 2;
/** Fewer snapshots in the window say nothing about loss. */
const LOSS_LEAST = 50;

export type LinkTrouble = 'latency' | 'jitter' | 'loss' | 'silence';

export interface LinkQuality {
  readonly unstable: boolean;
  /** What was wrong lately; empty when stable. */
  readonly troubles: readonly LinkTrouble[];
}

/** What is known of a link at one look; counts grow. */
export interface LinkLook {
  readonly rttMs: number;
  readonly jitterMs: number;
  readonly received: number;
  readonly lost: number;
  /** Since the last message; 0 where none is due. */
  readonly silentMs: number;
}

const STABLE: LinkQuality = { unstable: false, troubles: [] };
const WINDOW_LOOKS = LOSS_WINDOW_MS / LOOK_MS;

export class LinkWatch {
  #quality = STABLE;
  /** For how many looks in a row each of these has been too large. */
  readonly #row = { latency: 0, jitter: 0 };
  /** When each trouble was last seen. */
  readonly #seenMs = new Map<LinkTrouble, number>();
  /** The counts at the last looks, oldest first. */
  #counts: { readonly received: number; readonly lost: number }[] = [];

  get quality(): LinkQuality {
    return this.#quality;
  }

  /** Takes the next look; true when the quality changed. */
  look(nowMs: number, now: LinkLook): boolean {
    for (const trouble of this.#troubles(now)) this.#seenMs.set(trouble, nowMs);
    for (const [trouble, seenMs] of this.#seenMs) if (nowMs - seenMs >= CALM_MS) this.#seenMs.delete(trouble);
    return this.#become([...this.#seenMs.keys()].sort());
  }

  /** The connection is gone: another one is judged afresh. True when the quality changed. */
  restart(): boolean {
    this.#counts = [];
    this.#row.latency = this.#row.jitter = 0;
    this.#seenMs.clear();
    return this.#become([]);
  }

  #troubles(now: LinkLook): LinkTrouble[] {
    const troubles: LinkTrouble[] = [];
    if (this.#sure('latency', now.rttMs > BAD_RTT_MS)) troubles.push('latency');
    if (this.#sure('jitter', now.jitterMs > BAD_JITTER_MS)) troubles.push('jitter');
    if (this.#loss(now) > BAD_LOSS) troubles.push('loss');
    if (now.silentMs > BAD_SILENCE_MS) troubles.push('silence');
    return troubles;
  }

  #sure(trouble: 'latency' | 'jitter', found: boolean): boolean {
    this.#row[trouble] = found ? this.#row[trouble] + 1 : 0;
    return this.#row[trouble] >= SURE_LOOKS;
  }

  #loss({ received, lost }: LinkLook): number {
    const oldest = this.#counts[0] ?? { received, lost };
    // A match that was left takes its counts along: the window begins anew, and this look says nothing.
    const fewer = received < oldest.received || lost < oldest.lost;
    if (fewer) this.#counts = [];
    this.#counts.push({ received, lost });
    if (this.#counts.length > WINDOW_LOOKS) this.#counts.shift();
    if (fewer) return 0;
    const missing = lost - oldest.lost;
    const due = received - oldest.received + missing;
    return due < LOSS_LEAST ? 0 : missing / due;
  }

  #become(troubles: readonly LinkTrouble[]): boolean {
    if (troubles.join() === this.#quality.troubles.join()) return false;
    this.#quality = troubles.length === 0 ? STABLE : { unstable: true, troubles };
    return true;
  }
}
