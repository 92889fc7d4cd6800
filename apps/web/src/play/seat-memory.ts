/**
 * Which session holds which seat of this tab, so that a reload returns to the same ship. Kept per tab: another tab is
 * another player. Written when the page goes, because the count of attempts must be the newest.
 */
import type { SavedSession } from '@rubato/client';
import { fromHex, hex } from '@rubato/schema';

export interface SeatMemory {
  /** What was kept, once: a second reader finds nothing. */
  take(): SavedSession | undefined;
  /** Keeps what `read` gives when the page goes; the returned function forgets it. */
  keep(read: () => SavedSession | undefined): () => void;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** `page` tells when the page goes. A store that refuses costs the return, not the match. */
export function seatMemory(key: string, store: Store | undefined, page: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>): SeatMemory {
  const name = `rubato.seat.${key}`;
  return {
    take: () => {
      const saved = attempt(() => parse(store?.getItem(name)));
      attempt(() => store?.removeItem(name));
      return saved;
    },
    keep: (read) => {
      const write = (): void => {
        const saved = read();
        if (saved) attempt(() => store?.setItem(name, JSON.stringify({ ...saved, key: hex(saved.key) })));
      };
      page.addEventListener('pagehide', write);
      return () => {
        page.removeEventListener('pagehide', write);
        attempt(() => store?.removeItem(name));
      };
    },
  };
}

function parse(text: string | null | undefined): SavedSession | undefined {
  const value = JSON.parse(text ?? 'null') as Partial<Record<keyof SavedSession, unknown>> | null;
  if (typeof value?.session !== 'string' || typeof value.key !== 'string' || typeof value.attempt !== 'number') return undefined;
  return { session: value.session, key: fromHex(value.key), attempt: value.attempt };
}

function attempt<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
