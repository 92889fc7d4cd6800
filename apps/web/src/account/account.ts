/** Who is logged in here, and the server's services in their name. */
import { signal, type ReadonlySignal } from '@preact/signals';
import { ApiError, createApi } from '@rubato/client';
import { concernsLogins, loginStore, type Reach } from './login-store.ts';

const store = loginStore(
  attempt(() => globalThis.sessionStorage),
  attempt(() => globalThis.localStorage),
);
const who = signal(store.load());

export const api = createApi({
  baseUrl: '',
  storage: {
    load: store.load,
    save: (login) => {
      store.save(login);
      who.value = login;
    },
  },
});

/** Undefined for nobody. */
export const account: ReadonlySignal<{ readonly accountId: string; readonly username: string } | undefined> = who;

/** Guests have a name that the server made up, which nobody can register. */
export const isGuest = (username: string): boolean => /^guest-\d+$/.test(username);

/** Where the login to come is kept. */
export function keepLoginIn(reach: Reach): void {
  store.reach = reach;
}

/** Another tab logged in or out. */
globalThis.addEventListener?.('storage', (event) => {
  if (store.reach === 'browser' && concernsLogins(event.key)) who.value = store.load();
});

/** What to tell people of a call that failed. */
export function wordsFor(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong here; reload the page.';
  if (error.code === 'network') return 'The server does not answer.';
  const wait = error.retryAfterMs === undefined ? '' : ` Try again in ${Math.ceil(error.retryAfterMs / 1000)} s.`;
  return `${sentence(error.message)}${wait}`;
}

function sentence(text: string): string {
  const upper = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(upper) ? upper : `${upper}.`;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
