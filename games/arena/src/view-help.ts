/** What the page tells about steering. */
import type { KeyHelp, KeySet } from '@rubato/web';

export const help: readonly KeyHelp[] = [
  {
    action: 'Turn',
    keys: { solo: ['A', 'D', '←', '→'], left: ['A', 'D'], right: ['←', '→'] },
    touch: 'Point the left stick',
    pad: 'Point the left stick, or D-pad',
  },
  {
    action: 'Thrust',
    keys: { solo: ['W', '↑'], left: ['W'], right: ['↑'] },
    touch: 'Push the stick further',
    pad: 'Push the stick further',
  },
  {
    action: 'Brake',
    keys: { solo: ['S', '↓'], left: ['S'], right: ['↓'] },
    touch: 'Hold the stick in its middle',
    pad: 'Y',
  },
  {
    action: 'Fire',
    keys: { solo: ['Space', 'Enter'], left: ['Space'], right: ['Enter', '.'] },
    touch: 'Fire',
    pad: 'A, right trigger',
  },
  {
    action: 'Beam: hold until it goes',
    keys: { solo: ['Q', ','], left: ['Q'], right: [',', 'right ⇧'] },
    touch: 'Beam',
    pad: 'X, left trigger',
  },
  {
    action: 'Boost',
    keys: { solo: ['E', 'M'], left: ['E'], right: ['M', '/'] },
    touch: 'Boost',
    pad: 'B, right shoulder',
  },
  {
    action: 'Say something',
    keys: { solo: ['1–5'], left: ['1–5'], right: ['6–0'] },
    touch: 'The button with the dots',
    pad: '–',
  },
];

/** The least that a newcomer must know, by what steers. */
export const hints: Readonly<Record<KeySet | 'touch' | 'mouse', readonly (readonly [key: string, does: string])[]>> = {
  solo: [
    ['W', 'thrust'],
    ['A D', 'turn'],
    ['Space', 'fire'],
    ['Q', 'hold for the beam'],
    ['E', 'boost'],
  ],
  left: [
    ['W', 'thrust'],
    ['A D', 'turn'],
    ['Space', 'fire'],
    ['Q', 'beam'],
    ['E', 'boost'],
  ],
  right: [
    ['↑', 'thrust'],
    ['← →', 'turn'],
    ['Enter', 'fire'],
    [',', 'beam'],
    ['M', 'boost'],
  ],
  mouse: [
    ['Mouse', 'aim'],
    ['Left', 'fire'],
    ['Right', 'hold for the beam'],
    ['W', 'thrust'],
    ['E', 'boost'],
  ],
  touch: [
    ['Left thumb', 'point and fly'],
    ['Right thumb', 'fire, beam, boost'],
  ],
};
