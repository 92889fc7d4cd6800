/**
 * Which session holds which seat of this tab, so that a reload returns to the same ship. Kept per tab: another tab is
 * another player, and another address in the same tab is another match. Written when the page goes, because the count
 * of attempts must be the newest.
 */
import type { SavedSession } from '@rubato/client';
import { fromHex, hex } from '@rubato/schema';

export interface SeatMemory {
  /** Whether there is something to take. */
  readonly full: boolean;
  /** What was kept, once: a second reader finds nothing. */
  take(): SavedSession | undefined;
  /** Keeps what `read` gives when the page goes; the returned function forgets it. */
  keep(read: () => SavedSession | undefined): () => void;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Tells when it goes, and under which address it is shown. */
export interface Page extends Pick<EventTarget, 'addEventListener' | 'removeEventListener'> {
  readonly location: { readonly pathname: string; readonly search: string };
}

/** `page` tells when the page goes. A store that refuses costs the return, not the match. */
export function seatMemory(key: string, store: Store | undefined, page: Page): SeatMemory {
  const name = `rubato.seat.${key}`;
  const saved = (): SavedSession | undefined => attempt(() => parse(store?.getItem(name), addressOf(page)));
  return {
    get full() {
      return saved() !== undefined;
    },
    take: () => {
      const taken = saved();
      attempt(() => store?.removeItem(name));
      return taken;
    },
    keep: (read) => {
      const write = (): void => {
        const session = read();
        if (session)
          attempt(() =>
            store?.setItem(name, JSON.stringify({ ...session, key: hex(session.key), address: addressOf(page) })),
          );
      };
      page.addEventListener('pagehide', write);
      return () => {
        page.removeEventListener('pagehide', write);
        attempt(() => store?.removeItem(name));
      };
    },
  };
}

const addressOf = ({ location }: Page): string => location.pathname + location.search;

function parse(text: string | null | undefined, address: string): SavedSession | undefined {
  const value = JSON.parse(text ?? 'null') as Partial<Record<keyof SavedSession | 'address', unknown>> | null;
  if (value?.address !== address) return undefined;
  if (typeof value.session !== 'string' || typeof value.key !== 'string' || typeof value.attempt !== 'number')
    return undefined;
  return { session: value.session, key: fromHex(value.key), attempt: value.attempt };
}

function attempt<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined;
  }
}
