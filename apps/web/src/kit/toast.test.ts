import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toast, TOASTS_MAX, toastTexts } from './toast.tsx';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.runAllTimers();
  vi.useRealTimers();
});

describe('toasts', () => {
  it('make way for the newest when too many stand', () => {
    for (let n = 1; n <= TOASTS_MAX + 2; n++) toast(`word ${n}`);
    expect(toastTexts()).toEqual(['word 3', 'word 4', 'word 5']);
  });

  it('go by themselves, but errors stay', () => {
    toast('lost', 'bad');
    toast('found', 'good');
    vi.advanceTimersByTime(5_000);
    expect(toastTexts()).toEqual(['lost']);
  });
});
