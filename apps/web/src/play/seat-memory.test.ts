import { describe, expect, it } from 'vitest';
import { seatMemory } from './seat-memory.ts';

function memoryStore() {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

class TestPage extends EventTarget {
  location = { pathname: '/play/arena', search: '' };
}

const saved = { session: 's1', key: new Uint8Array([1, 2, 255]), attempt: 3 };

describe('the memory of a seat', () => {
  it('returns the session to the page that comes after, once', () => {
    const [store, page] = [memoryStore(), new TestPage()];
    seatMemory('arena 0', store, page).keep(() => saved);
    page.dispatchEvent(new Event('pagehide'));
    const next = seatMemory('arena 0', store, new TestPage());
    expect(next.take()).toEqual(saved);
    expect(next.take()).toBeUndefined();
  });

  it('is another one under another address', () => {
    const [store, page] = [memoryStore(), new TestPage()];
    seatMemory('arena 0', store, page).keep(() => saved);
    page.dispatchEvent(new Event('pagehide'));
    const elsewhere = new TestPage();
    elsewhere.location = { pathname: '/play/arena', search: '?code=ABCD' };
    expect(seatMemory('arena 0', store, elsewhere).take()).toBeUndefined();
  });

  it('forgets a seat that was given up', () => {
    const [store, page] = [memoryStore(), new TestPage()];
    const forget = seatMemory('arena 0', store, page).keep(() => saved);
    forget();
    page.dispatchEvent(new Event('pagehide'));
    expect(seatMemory('arena 0', store, page).take()).toBeUndefined();
  });

  it('finds nothing in a broken store or without one', () => {
    const store = memoryStore();
    for (const text of [
      '{',
      '5',
      '{"address":"/play/arena","session":"s"}',
      '{"address":"/play/arena","session":"s","key":"zz","attempt":1}',
    ]) {
      store.items.set('rubato.seat.arena 0', text);
      expect(seatMemory('arena 0', store, new TestPage()).take()).toBeUndefined();
    }
    expect(seatMemory('arena 0', undefined, new TestPage()).take()).toBeUndefined();
  });
});
