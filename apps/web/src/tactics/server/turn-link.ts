/**
 * Hears that a game has changed: by the services' socket, and by asking again now and then, which is all there is while the
 * socket is away.
 */
import { signal, type ReadonlySignal } from '@preact/signals';
import { followState, pageSocket } from '../../notices/page-socket.ts';

/** Between two looks: a notice may be lost, and without a socket nobody tells. */
const LOOK_MS = { live: 60_000, alone: 5_000 } as const;

/** What is heard of: turn games, or tournaments that the account plays in. */
type Topic = 'TURN_GAME' | 'TOURNAMENT';

export class TurnLink {
  readonly #client = pageSocket();
  readonly #tell: (id: string | undefined) => void;
  readonly #topic: Topic;
  readonly #liveMs: number;
  readonly #live = signal(false);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param tell is given the game or tournament that changed; undefined: perhaps any.
   * @param liveMs between two looks while there is a socket, for what it may not tell of.
   */
  constructor(
    tell: (id: string | undefined) => void,
    { topic = 'TURN_GAME', liveMs = LOOK_MS.live }: { readonly topic?: Topic; readonly liveMs?: number } = {},
  ) {
    this.#tell = tell;
    this.#topic = topic;
    this.#liveMs = liveMs;
  }

  /** Whether changes are told at once. */
  get live(): ReadonlySignal<boolean> {
    return this.#live;
  }

  /** Until the result is called. */
  open(): () => void {
    const heard = this.#hear();
    const state = followState(this.#client, ({ state: now }) => {
      const live = now === 'connected';
      if (live !== this.#live.peek()) this.#live.value = live;
      if (live) this.#look();
    });
    const shown = (): void => {
      if (document.visibilityState === 'visible') this.#look();
    };
    document.addEventListener('visibilitychange', shown);
    addEventListener('online', shown);
    this.#wait();
    return () => {
      heard();
      state();
      document.removeEventListener('visibilitychange', shown);
      removeEventListener('online', shown);
      clearTimeout(this.#timer);
    };
  }

  #hear(): () => void {
    if (this.#topic === 'TURN_GAME')
      return this.#client.registerHandler('TURN_GAME', ({ gameId }) => this.#tell(gameId));
    return this.#client.registerHandler('TOURNAMENT', ({ tournamentId }) => this.#tell(tournamentId));
  }

  #look(): void {
    this.#wait();
    this.#tell(undefined);
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), this.#live.peek() ? this.#liveMs : LOOK_MS.alone);
  }
}
