import { afterEach, describe, expect, it, vi } from 'vitest';
import { REST_AFTER_MS, SoundPlayer, VOICES_MAX, type SoundPatch } from './sound.ts';

const patch: SoundPatch = { wave: 'sine', from: 440, to: 220, ms: 100, gain: 0.5 };

/** As much of an audio context as the player asks for; counts the sources started, and keeps the contexts. */
function fakeAudio() {
  const sources: { onended?: () => void }[] = [];
  const contexts: { state: string }[] = [];
  const parameter = { value: 0, setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} };
  const node = (): Record<string, unknown> & { onended?: () => void } => ({
    gain: parameter,
    pan: parameter,
    frequency: parameter,
    connect: (next: unknown) => next,
    disconnect() {},
    start() {},
    stop() {},
  });
  class FakeAudioContext {
    state = 'running';
    currentTime = 0;
    sampleRate = 100;
    destination = node();
    createGain = node;
    createStereoPanner = node;
    createDynamicsCompressor = node;
    createBiquadFilter = node;
    createBuffer = () => ({ getChannelData: () => new Float32Array(100) });
    suspend = async () => void (this.state = 'suspended');
    resume = async () => void (this.state = 'running');
    constructor() {
      contexts.push(this);
    }
    createOscillator = () => {
      const source = node();
      sources.push(source);
      return source;
    };
  }
  vi.stubGlobal('AudioContext', FakeAudioContext);
  return { sources, contexts };
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('the sound player', () => {
  it('is silent until the first press, when sound is off, and too far away', () => {
    const { sources } = fakeAudio();
    let on = true;
    const player = new SoundPlayer(() => on);
    player.play(patch);
    expect(sources).toHaveLength(0);
    player.wake();
    player.play(patch, 0, 0.01);
    on = false;
    player.play(patch);
    expect(sources).toHaveLength(0);
  });

  it('lets no more voices sound at once than its limit, and new ones when others end', () => {
    const { sources } = fakeAudio();
    const player = new SoundPlayer(() => true);
    player.wake();
    for (let n = 0; n < VOICES_MAX + 10; n++) player.play(patch);
    expect(sources).toHaveLength(VOICES_MAX);
    sources[0]?.onended?.();
    player.play(patch);
    player.play(patch);
    expect(sources).toHaveLength(VOICES_MAX + 1);
  });

  it('computes nothing when nothing has sounded for a while, and goes on with the next sound', () => {
    vi.useFakeTimers();
    const { sources, contexts } = fakeAudio();
    const player = new SoundPlayer(() => true);
    const state = () => contexts[0]?.state;
    player.wake();
    player.play(patch);
    vi.advanceTimersByTime(2 * REST_AFTER_MS);
    expect(state()).toBe('running');
    sources[0]?.onended?.();
    vi.advanceTimersByTime(REST_AFTER_MS - 1);
    expect(state()).toBe('running');
    vi.advanceTimersByTime(1);
    player.wake();
    expect(state()).toBe('suspended');
    player.play(patch);
    expect(state()).toBe('running');
    expect(sources).toHaveLength(2);
  });

  it('stays silent while the browser itself has suspended it', () => {
    const { sources, contexts } = fakeAudio();
    const player = new SoundPlayer(() => true);
    player.wake();
    contexts[0]!.state = 'suspended';
    player.play(patch);
    expect(sources).toHaveLength(0);
    player.wake();
    player.play(patch);
    expect(sources).toHaveLength(1);
  });
});
