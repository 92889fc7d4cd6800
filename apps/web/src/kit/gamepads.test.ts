import { describe, expect, it } from 'vitest';
import { padFor } from './gamepads.ts';

const [one, two] = [{ index: 0 }, { index: 1 }] as unknown as [Gamepad, Gamepad];

describe('gamepads', () => {
  it('go to whoever sits at the screen: one alone, one to the second player, two to both', () => {
    expect(padFor('solo', [one, two])).toBe(one);
    expect([padFor('left', [one]), padFor('right', [one])]).toEqual([undefined, one]);
    expect([padFor('left', [one, two]), padFor('right', [one, two])]).toEqual([one, two]);
  });

  it('are not looked for where no browser reports any', () => {
    expect(padFor('solo')).toBeUndefined();
  });
});
