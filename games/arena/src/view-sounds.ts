/** What arena sounds like, as data for the kit's player. */
import type { SoundPatch } from '@rubato/web';

export const sounds = {
  shot: { wave: 'triangle', from: 880, to: 260, ms: 110, gain: 0.22 },
  beam: { wave: 'sawtooth', from: 1400, to: 90, ms: 340, gain: 0.24 },
  charge: { wave: 'sine', from: 220, to: 880, ms: 320, gain: 0.1, attackMs: 160 },
  boost: { wave: 'noise', from: 2600, to: 200, ms: 420, gain: 0.34 },
  struck: { wave: 'noise', from: 1800, to: 300, ms: 70, gain: 0.16 },
  shield: { wave: 'sine', from: 640, to: 420, ms: 130, gain: 0.22 },
  hull: { wave: 'square', from: 170, to: 70, ms: 140, gain: 0.2 },
  shieldDown: { wave: 'sawtooth', from: 520, to: 60, ms: 380, gain: 0.2 },
  destroyed: { wave: 'noise', from: 1400, to: 40, ms: 900, gain: 0.6 },
  rumble: { wave: 'sine', from: 90, to: 28, ms: 800, gain: 0.5 },
  bounced: { wave: 'sine', from: 150, to: 60, ms: 120, gain: 0.3 },
  picked: { wave: 'sine', from: 620, to: 1240, ms: 190, gain: 0.24, attackMs: 12 },
  respawned: { wave: 'sine', from: 300, to: 700, ms: 320, gain: 0.14, attackMs: 60 },
  count: { wave: 'sine', from: 440, to: 440, ms: 120, gain: 0.2 },
  start: { wave: 'triangle', from: 660, to: 880, ms: 380, gain: 0.28 },
  over: { wave: 'triangle', from: 880, to: 330, ms: 700, gain: 0.26 },
  landed: { wave: 'sine', from: 1500, to: 1300, ms: 45, gain: 0.12 },
} as const satisfies Record<string, SoundPatch>;

export type SoundName = keyof typeof sounds;
