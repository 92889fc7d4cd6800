/**
 * Where a login is kept: in this tab if somebody chose that, else in the browser, for all tabs. A tab of its own lets two
 * players share one machine, each in a tab.
 */
import type { Login, LoginStorage } from '@rubato/client';

export type Reach = 'tab' | 'browser';

export interface LoginStore extends LoginStorage {
  /** Where the next login goes. */
  reach: Reach;
}

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'rubato.login';

/** Stores that refuse (private windows) cost the memory, not the login. */
export function loginStore(tab: Store | undefined, browser: Store | undefined): LoginStore {
  const own = read(tab);
  const store: LoginStore = {
    reach: own ? 'tab' : 'browser',
    load: () => (store.reach === 'tab' ? read(tab) : read(browser)),
    save: (login) => write(store.reach === 'tab' ? tab : browser, login),
  };
  return store;
}

const FIELDS = ['accountId', 'username', 'sessionToken', 'refreshToken'] as const;

function read(store: Store | undefined): Login | undefined {
  try {
    const login = JSON.parse(store?.getItem(KEY) ?? 'null') as Login | null;
    if (login === null || typeof login.sessionExpiresMs !== 'number') return undefined;
    return FIELDS.every((name) => typeof login[name] === 'string') ? login : undefined;
  } catch {
    return undefined;
  }
}

function write(store: Store | undefined, login: Login | undefined): void {
  try {
    if (login) store?.setItem(KEY, JSON.stringify(login));
    else store?.removeItem(KEY);
  } catch {
    // Full or forbidden: the login lives until the page closes.
  }
}

/** Whether a change of the browser's store concerns logins. */
export const concernsLogins = (key: string | null): boolean => key === null || key === KEY;
