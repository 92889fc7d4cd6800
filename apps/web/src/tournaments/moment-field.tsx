/** A day and a time, in the browser's zone. */
import { useId } from 'preact/hooks';

interface MomentFieldProps {
  readonly label: string;
  /** ms since 1970; NaN: none. */
  readonly value: number;
  readonly onValue: (atMs: number) => void;
}

const MINUTE_MS = 60_000;

export function MomentField({ label, value, onValue }: MomentFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="datetime-local"
        value={typed(value)}
        onInput={(event) => onValue(new Date(event.currentTarget.value).getTime())}
      />
    </div>
  );
}

/** As the platform's field has it: local time without a zone, to the minute. */
function typed(atMs: number): string {
  if (Number.isNaN(atMs)) return '';
  const zoneMs = new Date(atMs).getTimezoneOffset() * MINUTE_MS;
  return new Date(atMs - zoneMs).toISOString().slice(0, 16);
}
