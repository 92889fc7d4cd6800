/** Short notices in the corner. At most `TOASTS_MAX` stand; the oldest goes when another comes. */
import { signal } from '@preact/signals';
import { Button } from './button.tsx';
import type { Tone } from './surfaces.tsx';

export const TOASTS_MAX = 3;
const SHOWN_MS = 5_000;

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly tone: Tone;
}

const shown = signal<readonly Toast[]>([]);
let nextId = 1;

/** The texts that stand now, oldest first. */
export function toastTexts(): readonly string[] {
  return shown.value.map((toast) => toast.text);
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((toast) => toast.id !== id);
}

/** Shows `text` for five seconds; errors (`bad`) stay until dismissed. */
export function toast(text: string, tone: Tone = 'plain'): void {
  const id = nextId++;
  shown.value = [...shown.value, { id, text, tone }].slice(-TOASTS_MAX);
  if (tone !== 'bad') setTimeout(dismiss, SHOWN_MS, id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map((item) => (
        <div key={item.id} class={`toast ${item.tone}`}>
          <i class="tone" />
          <span>{item.text}</span>
          <Button tone="quiet" scale="compact" icon="close" aria-label="Dismiss" onClick={() => dismiss(item.id)} />
        </div>
      ))}
    </div>
  );
}
