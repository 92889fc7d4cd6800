import { SeatMark } from '../kit/surfaces.tsx';

const GROUNDS = ['sunken', 'ground', 'surface', 'raised'];
const INKS = ['ink', 'ink-soft', 'ink-faint', 'accent'];
const TONES = ['good', 'warn', 'bad'];
const TYPES = ['2xl', 'xl', 'l', 'm', 's', 'xs'];
const SPACES = [1, 2, 3, 4, 5, 6, 7, 8];

/** Each ink on each ground, as the contrast test reads them. */
export function Colours() {
  return (
    <div class="kit-colours">
      {GROUNDS.map((ground) => (
        <div key={ground} class="ground" style={{ background: `var(--${ground})` }}>
          <span class="small">{ground}</span>
          {INKS.map((ink) => (
            <span key={ink} style={{ color: `var(--${ink})` }}>
              {ink}
            </span>
          ))}
        </div>
      ))}
      <div class="ground" style={{ background: 'var(--accent-fill)', color: 'var(--on-accent)' }}>
        <span class="small">accent-fill</span>
        <span>on-accent</span>
      </div>
      {TONES.map((tone) => (
        <div key={tone} class="ground" style={{ background: `var(--${tone}-wash)`, color: `var(--${tone})` }}>
          <span class="small">{tone}-wash</span>
          <span>{tone}</span>
        </div>
      ))}
      <div class="ground always-dark seats-sample">
        <span class="small">seats</span>
        <span class="row">
          {[1, 2, 3, 4, 5, 6, 7, 8].map((seat) => (
            <SeatMark key={seat} seat={seat} />
          ))}
        </span>
      </div>
    </div>
  );
}

export function Type() {
  return (
    <div class="stack">
      {TYPES.map((size) => (
        <div key={size} class="kit-type">
          <span class="small soft">{size}</span>
          <span style={{ fontSize: `var(--type-${size})` }}>Free tempo, 0123456789</span>
          <span class="score" style={{ fontSize: `var(--type-${size})` }}>
            a tempo
          </span>
        </div>
      ))}
    </div>
  );
}

export function Spaces() {
  return (
    <div class="stack">
      {SPACES.map((step) => (
        <div key={step} class="row">
          <span class="small soft">{step}</span>
          <i class="kit-space" style={{ width: `var(--space-${step})` }} />
        </div>
      ))}
    </div>
  );
}
