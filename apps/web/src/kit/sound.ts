/**
 * Small synthesised effects; nothing is downloaded. A game describes each sound as data, the player keeps at most
 * `VOICES_MAX` sounding and drops what comes beyond. Browsers allow sound only after a first press: `wake` is called then.
 * Silence is computed, too, hundreds of times a second: after `REST_AFTER_MS` of it nothing is, until the next sound.
 */
export interface SoundPatch {
  readonly wave: 'sine' | 'triangle' | 'square' | 'sawtooth' | 'noise';
  /** Hertz at the beginning and at the end; for noise the cutoff of a low-pass. */
  readonly from: number;
  readonly to: number;
  readonly ms: number;
  /** 0 to 1. */
  readonly gain: number;
  /** Milliseconds until full loudness; 4 if absent. */
  readonly attackMs?: number;
}

export const VOICES_MAX = 20;
export const REST_AFTER_MS = 3000;
const NOISE_SECONDS = 1;

export class SoundPlayer {
  readonly #isOn: () => boolean;
  #context: AudioContext | undefined;
  #output: AudioNode | undefined;
  #noise: AudioBuffer | undefined;
  #voices = 0;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  /** Suspended by us, not by the browser: the next sound may resume it. */
  #resting = false;

  constructor(isOn: () => boolean) {
    this.#isOn = isOn;
  }

  /** To be called from a press or a key; later calls resume a context that the browser suspended. */
  wake(): void {
    if (!this.#isOn()) return;
    if (!this.#context) this.#open();
    if (this.#context?.state === 'suspended' && !this.#resting) void this.#context.resume();
    this.#restSoon();
  }

  /** `pan` −1 left to 1 right; `loudness` 0 to 1 scales the patch. */
  play(patch: SoundPatch, pan = 0, loudness = 1): void {
    const [context, output] = [this.#context, this.#output];
    if (
      !this.#isOn() ||
      !context ||
      !output ||
      (context.state !== 'running' && !this.#resting) ||
      this.#voices >= VOICES_MAX ||
      loudness < 0.02
    )
      return;
    this.#goOn(context);
    const start = context.currentTime;
    const end = start + patch.ms / 1000;
    const envelope = context.createGain();
    envelope.gain.setValueAtTime(0.0001, start);
    envelope.gain.linearRampToValueAtTime(patch.gain * loudness, start + (patch.attackMs ?? 4) / 1000);
    envelope.gain.exponentialRampToValueAtTime(0.0001, end);
    const panner = context.createStereoPanner();
    panner.pan.value = Math.min(1, Math.max(-1, pan));
    const source =
      patch.wave === 'noise' ? this.#hiss(context, patch, envelope, end) : tone(context, patch, envelope, end);
    envelope.connect(panner).connect(output);
    this.#voices += 1;
    source.onended = () => {
      this.#voices -= 1;
      panner.disconnect();
      this.#restSoon();
    };
    source.start(start);
    source.stop(end);
  }

  #restSoon(): void {
    if (this.#voices > 0 || this.#restTimer !== undefined || this.#resting) return;
    this.#restTimer = setTimeout(() => {
      this.#restTimer = undefined;
      if (this.#context?.state !== 'running') return;
      this.#resting = true;
      void this.#context.suspend();
    }, REST_AFTER_MS);
  }

  /** Its time stands still while it rests: what is started now sounds as soon as it goes on. */
  #goOn(context: AudioContext): void {
    clearTimeout(this.#restTimer);
    this.#restTimer = undefined;
    if (this.#resting) void context.resume();
    this.#resting = false;
  }

  #open(): void {
    if (typeof AudioContext === 'undefined') return;
    const context = new AudioContext();
    const limiter = context.createDynamicsCompressor();
    const master = context.createGain();
    master.gain.value = 0.5;
    limiter.connect(master).connect(context.destination);
    this.#context = context;
    this.#output = limiter;
    const noise = context.createBuffer(1, context.sampleRate * NOISE_SECONDS, context.sampleRate);
    const samples = noise.getChannelData(0);
    for (let at = 0; at < samples.length; at++) samples[at] = Math.random() * 2 - 1;
    this.#noise = noise;
  }

  #hiss(context: AudioContext, patch: SoundPatch, envelope: GainNode, end: number): AudioScheduledSourceNode {
    const source = context.createBufferSource();
    source.buffer = this.#noise ?? null;
    source.loop = true;
    const filter = context.createBiquadFilter();
    filter.type = 'lowpass';
    filter.frequency.setValueAtTime(patch.from, context.currentTime);
    filter.frequency.exponentialRampToValueAtTime(Math.max(20, patch.to), end);
    source.connect(filter).connect(envelope);
    return source;
  }
}

function tone(context: AudioContext, patch: SoundPatch, envelope: GainNode, end: number): AudioScheduledSourceNode {
  const source = context.createOscillator();
  source.type = patch.wave as OscillatorType;
  source.frequency.setValueAtTime(patch.from, context.currentTime);
  source.frequency.exponentialRampToValueAtTime(Math.max(20, patch.to), end);
  source.connect(envelope);
  return source;
}
