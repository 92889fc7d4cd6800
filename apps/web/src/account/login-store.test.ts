import { describe, expect, it } from 'vitest';
import { concernsLogins, loginStore } from './login-store.ts';

const login = { accountId: 'a', username: 'ann', sessionToken: 's', sessionExpiresMs: 5, refreshToken: 'r' };

function memory(entries: Record<string, string> = {}) {
  return {
    entries,
    getItem: (key: string) => entries[key] ?? null,
    setItem: (key: string, value: string) => void (entries[key] = value),
    removeItem: (key: string) => void delete entries[key],
  };
}

describe('a kept login', () => {
  it('is for the whole browser unless a tab has its own', () => {
    const [tab, browser] = [memory(), memory()];
    const store = loginStore(tab, browser);
    store.save(login);
    expect(loginStore(memory(), browser).load()).toEqual(login);
    store.reach = 'tab';
    store.save({ ...login, username: 'bob' });
    expect(loginStore(tab, browser).load()?.username).toBe('bob');
    expect(loginStore(memory(), browser).load()?.username).toBe('ann');
  });

  it('is forgotten where it was kept', () => {
    const browser = memory();
    const store = loginStore(memory(), browser);
    store.save(login);
    store.save(undefined);
    expect([store.load(), Object.keys(browser.entries)]).toEqual([undefined, []]);
  });

  it('that is damaged, or in a store that refuses, is none', () => {
    for (const text of ['{', '[]', 'null', '{"accountId":1}', JSON.stringify({ ...login, sessionToken: 7 })])
      expect(loginStore(memory(), memory({ 'rubato.login': text })).load()).toBeUndefined();
    const refusing = {
      getItem: () => {
        throw new Error('no');
      },
      setItem: () => {
        throw new Error('no');
      },
      removeItem: () => {
        throw new Error('no');
      },
    };
    const store = loginStore(refusing, refusing);
    store.save(login);
    expect(store.load()).toBeUndefined();
    expect(loginStore(undefined, undefined).load()).toBeUndefined();
  });

  it('changes with its own key or when everything is cleared', () => {
    expect(['rubato.login', null, 'rubato.theme'].map(concernsLogins)).toEqual([true, true, false]);
  });
});
