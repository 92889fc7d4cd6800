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

/** A name as people read it. Guests have long numbers; the end of one tells them apart. */
export const shownName = (username: string): string => (isGuest(username) ? `Guest ${username.slice(-4)}` : username);

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
