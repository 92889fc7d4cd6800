/** Who is logged in here: all that every page needs to know. The services themselves come with `account.ts`. */
import { signal, type ReadonlySignal } from '@preact/signals';
import type { Login } from '@rubato/client';
import { concernsLogins, loginStore, type Reach } from './login-store.ts';

const store = loginStore(
  attempt(() => globalThis.sessionStorage),
  attempt(() => globalThis.localStorage),
);
const who = signal(store.load());

/** Undefined for nobody. */
export const account: ReadonlySignal<{ readonly accountId: string; readonly username: string } | undefined> = who;

/** For the services' client. */
export const loginMemory = {
  load: store.load,
  save: (login: Login | undefined): void => {
    store.save(login);
    who.value = login;
  },
};

/** Where the login to come is kept. */
export function keepLoginIn(reach: Reach): void {
  store.reach = reach;
}

/** Guests have a name that the server made up, which nobody can register. */
export const isGuest = (username: string): boolean => /^guest-\d+$/.test(username);

/** A name as people read it. Guests have long numbers; four digits made of its last two bytes tell most of them apart. */
export function shownName(username: string): string {
  if (!isGuest(username)) return username;
  // The server writes bytes, three digits each: the last four digits alone would be 2,560 numbers, not 10,000.
  const number = Number(username.slice(-6, -3)) * 256 + Number(username.slice(-3));
  return `Guest ${String(number % 10_000).padStart(4, '0')}`;
}

/** Another tab logged in or out. */
globalThis.addEventListener?.('storage', (event) => {
  if (store.reach === 'browser' && concernsLogins(event.key)) who.value = store.load();
});

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
