import { describe, expect, it } from 'vitest';
import { inventName, NAME_MAX, remembered } from './settings.ts';

class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();
  refuse = false;
  get length(): number {
    return this.#items.size;
  }
  clear(): void {
    this.#items.clear();
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
  setItem(key: string, value: string): void {
    if (this.refuse) throw new Error('quota');
    this.#items.set(key, value);
  }
}

const isWord = (value: unknown): value is string => typeof value === 'string';

describe('a remembered setting', () => {
  it('returns what was set before', () => {
    const store = new MemoryStorage();
    remembered('word', 'first', isWord, store).value = 'second';
    expect(remembered('word', 'first', isWord, store).value).toBe('second');
  });

  it('falls back when the stored text is broken or of another type', () => {
    const store = new MemoryStorage();
    store.setItem('rubato.word', '{');
    expect(remembered('word', 'first', isWord, store).value).toBe('first');
    store.setItem('rubato.word', '5');
    expect(remembered('word', 'first', isWord, store).value).toBe('first');
  });

  it('still changes when the store refuses', () => {
    const store = new MemoryStorage();
    store.refuse = true;
    const word = remembered('word', 'first', isWord, store);
    word.value = 'second';
    expect(word.value).toBe('second');
  });
});

describe('an invented name', () => {
  it('fits the limit', () => {
    for (let n = 0; n < 50; n++) expect(inventName().length).toBeLessThanOrEqual(NAME_MAX);
  });
});
