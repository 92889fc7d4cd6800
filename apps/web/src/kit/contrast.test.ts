import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { colourTokens, contrastRatio, parseHex } from './contrast.ts';

const tokens = colourTokens(readFileSync(new URL('./tokens.css', import.meta.url), 'utf8'));
const grounds = ['sunken', 'ground', 'surface', 'raised'];
const schemes = ['light', 'dark'] as const;

/** Text at any size: AA asks 4.5. */
const textPairs = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent'].flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
  ...['good', 'warn', 'bad'].flatMap((tone) => [`${tone}-wash`, ...grounds].map((ground) => [tone, ground] as const)),
  ...['ink-soft', 'ink-faint', 'good', 'bad'].map((ink) => [ink, 'accent-wash'] as const),
  ['on-accent', 'accent-fill'],
  ['on-accent', 'accent-fill-hover'],
  ['ink', 'accent-wash'],
  ['accent', 'accent-wash'],
] as const;

/** Bounds of controls and the focus ring: AA asks 3. */
const edgePairs = ['edge', 'accent'].flatMap((line) => grounds.map((ground) => [line, ground] as const));

function ratioOf(front: string, back: string, scheme: 'light' | 'dark'): number {
  const [one, other] = [tokens.get(front), tokens.get(back)];
  if (!one || !other) throw new Error(`no such token: ${one ? back : front}`);
  return contrastRatio(one[scheme], other[scheme]);
}

describe('the colours of the kit', () => {
  it('agrees with the known ratios of black, white and a middle grey', () => {
    expect(contrastRatio('#000', '#fff')).toBeCloseTo(21, 5);
    expect(contrastRatio('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(() => parseHex('red')).toThrow('not a hex colour');
  });

  for (const scheme of schemes) {
    it(`sets every text in at least 4.5 to 1 (${scheme})`, () => {
      const weak = textPairs.filter(([front, back]) => ratioOf(front, back, scheme) < 4.5);
      expect(weak.map(([front, back]) => `${front} on ${back}: ${ratioOf(front, back, scheme).toFixed(2)}`)).toEqual(
        [],
      );
    });

    it(`bounds every control in at least 3 to 1 (${scheme})`, () => {
      const weak = edgePairs.filter(([front, back]) => ratioOf(front, back, scheme) < 3);
      expect(weak.map(([front, back]) => `${front} on ${back}: ${ratioOf(front, back, scheme).toFixed(2)}`)).toEqual(
        [],
      );
    });
  }

  it('tells factions, shards and strength apart on all grounds of the realm', () => {
    const inks = colourTokens(readFileSync(new URL('../realm/realm.css', import.meta.url), 'utf8'));
    expect(inks.size).toBeGreaterThan(7);
    for (const scheme of schemes)
      for (const [name, ink] of inks)
        for (const ground of grounds)
          expect(contrastRatio(ink[scheme], tokens.get(ground)![scheme]), `${name} on ${ground}`).toBeGreaterThan(3);
  });

  it('shows every seat on the dark of a game', () => {
    for (const seat of [1, 2, 3, 4, 5, 6, 7, 8]) expect(ratioOf(`seat-${seat}`, 'sunken', 'dark')).toBeGreaterThan(7);
  });
});
