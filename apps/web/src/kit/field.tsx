/** Labelled inputs: text, selection, slider, switch, and a choice of a few. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly hint?: string;
  /** Said under the field and announced; the field counts as invalid while set. */
  readonly fault?: string | undefined;
  readonly placeholder?: string;
  readonly maxLength?: number;
  readonly code?: boolean;
  /** Hides what is typed, as for a password. */
  readonly secret?: boolean;
  readonly autocomplete?: string;
}

export function Field({
  label,
  value,
  onValue,
  hint,
  fault,
  placeholder,
  maxLength,
  code = false,
  secret = false,
  autocomplete = 'off',
}: FieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // What is wrong is where one goes on, also when the fault was found from the end of a long form.
  useEffect(() => {
    if (fault) input.current?.focus();
  }, [fault]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={input}
        id={id}
        class={`input ${code ? 'code' : ''}`}
        {...(secret && { type: 'password' as const })}
        value={value}
        placeholder={placeholder ?? ''}
        maxLength={maxLength ?? 80}
        autocomplete={autocomplete as 'off'}
        spellcheck={false}
        aria-invalid={fault ? 'true' : undefined}
        aria-describedby={`${id}-note`}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
      <span id={`${id}-note`} class={fault ? 'fault' : 'hint'} aria-live="polite" hidden={!fault && !hint}>
        {fault ?? hint}
      </span>
    </div>
  );
}

export interface SelectProps<V extends string> {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onValue: (value: V) => void;
}

export function Select<V extends string>({ label, value, options, onValue }: SelectProps<V>) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} class="input" value={value} onChange={(event) => onValue(event.currentTarget.value as V)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A few exclusive values side by side; arrow keys move as in a radio group. */
export function Choice<V extends string>({ label, value, options, onValue }: SelectProps<V>) {
  const step = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    const move =
      event.key === 'ArrowRight' || event.key === 'ArrowDown'
        ? 1
        : event.key === 'ArrowLeft' || event.key === 'ArrowUp'
          ? -1
          : 0;
    if (move === 0) return;
    event.preventDefault();
    const at = options.findIndex((option) => option.value === value);
    const next = (at + move + options.length) % options.length;
    const chosen = options[next];
    if (chosen) onValue(chosen.value);
    (event.currentTarget.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="choice" role="radiogroup" aria-label={label} onKeyDown={step}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value ? 'true' : 'false'}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onValue(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  );
}

export interface SliderProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly text: string;
  readonly onValue: (value: number) => void;
}

export function Slider({ label, value, min, max, step, text, onValue }: SliderProps) {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <output for={id}>{text}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        aria-valuetext={text}
        onInput={(event) => onValue(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}

export function Switch({
  checked,
  onChecked,
  children,
}: {
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
  readonly children: ComponentChildren;
}) {
  return (
    <label class="switch">
      <span>{children}</span>
      <input
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
    </label>
  );
}
