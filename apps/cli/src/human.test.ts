import { describe, expect, it } from 'vitest';
import { age, counted, size, whole } from './human.ts';

describe('numbers as people say them', () => {
  it.each([
    [0, 'just now'],
    [999, 'just now'],
    [1000, '1 s ago'],
    [59_999, '59 s ago'],
    [60_000, '1 min ago'],
    [3_600_000, '1 h ago'],
    [86_399_999, '23 h ago'],
    [86_400_000 * 1200, '1,200 d ago'],
    [-5000, 'just now'],
  ])('%i ms have passed: %s', (passedMs, said) => expect(age(1_000_000, 1_000_000 + passedMs)).toBe(said));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [9949, '9.9 kB'],
    [9951, '10 kB'],
    [999_400, '999 kB'],
    [999_600, '1.0 MB'],
    [20_000_000, '20 MB'],
    [5e12, '5000 GB'],
  ])('%i bytes are %s', (bytes, said) => expect(size(bytes)).toBe(said));

  it('counts one and many', () => {
    expect(counted(1, 'room')).toBe('1 room');
    expect(counted(0, 'hash', 'hashes')).toBe('0 hashes');
    expect(counted(12_345, 'turn')).toBe('12,345 turns');
    expect(whole(1_234_567.9)).toBe('1,234,567');
  });
});
