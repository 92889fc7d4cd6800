import { describe, expect, it } from 'vitest';
import { presetOf } from './link-panel.tsx';

describe('the presets of the link', () => {
  it('are recognised by what they set, and anything else is the player’s own', () => {
    expect(presetOf({ latencyMs: 0, jitterMs: 0, loss: 0 })).toBe('none');
    expect(presetOf({ latencyMs: 200, jitterMs: 30, loss: 0.1 })).toBe('poor');
    expect(presetOf({ latencyMs: 205, jitterMs: 30, loss: 0.1 })).toBe('own');
  });
});
