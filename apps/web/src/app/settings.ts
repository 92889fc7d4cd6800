/** What this browser remembers of its player. A store that refuses (private windows) costs the memory, not the page. */
import { computed, effect, signal, type Signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';
export type Motion = 'system' | 'full' | 'reduced';

/** Characters of a player's name. */
export const NAME_MAX = 24;
const PREFIX = 'rubato.';

function stored(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}

/** A signal that starts from what was stored under `key`, if `accept` takes it, and stores each change. */
export function remembered<T extends string | boolean>(
  key: string,
  initial: T,
  accept: (value: unknown) => value is T,
  store = stored(),
): Signal<T> {
  const value = signal(read(key, initial, accept, store));
  effect(() => {
    const next = value.value;
    try {
      store?.setItem(PREFIX + key, JSON.stringify(next));
    } catch {
      // Full or forbidden: the setting lives until the page closes.
    }
  });
  return value;
}

function read<T>(key: string, initial: T, accept: (value: unknown) => value is T, store: Storage | undefined): T {
  try {
    const parsed: unknown = JSON.parse(store?.getItem(PREFIX + key) ?? 'null');
    return accept(parsed) ? parsed : initial;
  } catch {
    return initial;
  }
}

const oneOf =
  <T extends string>(...values: readonly T[]) =>
  (value: unknown): value is T =>
    values.includes(value as T);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= NAME_MAX;

const FIRST = ['Quiet', 'Amber', 'Swift', 'Lucid', 'Silver', 'Bold', 'Merry', 'Calm', 'Bright', 'Velvet'];
const SECOND = ['Comet', 'Heron', 'Lyre', 'Ember', 'Otter', 'Finch', 'Viola', 'Quasar', 'Moth', 'Cedar'];

/** A friendly name to start with. */
export function inventName(): string {
  const pick = (words: readonly string[]): string => words[Math.floor(Math.random() * words.length)] ?? '';
  return `${pick(FIRST)} ${pick(SECOND)}`;
}

export const theme = remembered<Theme>('theme', 'system', oneOf('system', 'light', 'dark'));
export const motion = remembered<Motion>('motion', 'system', oneOf('system', 'full', 'reduced'));
export const soundOn = remembered<boolean>('sound', true, isBoolean);
export const mouseAim = remembered<boolean>('mouse-aim', false, isBoolean);
export const readoutOn = remembered<boolean>('readout', false, isBoolean);
export const playerName = remembered<string>('name', inventName(), isName);

const asksLess = globalThis.matchMedia?.('(prefers-reduced-motion: reduce)');
const systemReduced = signal(asksLess?.matches ?? false);
asksLess?.addEventListener('change', (event) => {
  systemReduced.value = event.matches;
});

export const reducedMotion = computed(() =>
  motion.value === 'system' ? systemReduced.value : motion.value === 'reduced',
);

/** Puts theme and motion on the document, where the style sheets read them. */
export function applySettings(root: HTMLElement): void {
  effect(() => {
    if (theme.value === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme.value;
    if (motion.value === 'system') delete root.dataset['motion'];
    else root.dataset['motion'] = motion.value;
  });
}
