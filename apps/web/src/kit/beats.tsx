/** The mark of the product: the same number of beats, taken at a free tempo. Logo, divider and waiting sign. */

export interface BeatsProps {
  /** Beats drawn, 2 or more. */
  readonly count?: number;
  /** How far a beat may stray from its place, 0 (strict) to 1. */
  readonly freedom?: number;
  /** Set while something is awaited. */
  readonly moving?: boolean;
  readonly class?: string;
}

const WIDTH = 96;
const HEIGHT = 18;

/** Where beat `index` of `count` falls, 0 to 1: it hurries, then gives the time back, and ends in time. */
export function beatPlace(index: number, count: number, freedom: number): number {
  const strict = index / (count - 1);
  return strict + freedom * (0.1 * Math.sin(strict * Math.PI * 2) + 0.02 * Math.sin(strict * Math.PI * 4));
}

export function Beats({ count = 13, freedom = 1, moving = false, class: extra = '' }: BeatsProps) {
  return (
    <svg
      class={`beats ${moving ? 'moving' : ''} ${extra}`}
      viewBox={`-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {Array.from({ length: count }, (_, index) => {
        const x = beatPlace(index, count, freedom) * WIDTH;
        const half = index % 4 === 0 ? HEIGHT / 2 : HEIGHT * 0.3;
        return (
          <line
            key={index}
            x1={x}
            x2={x}
            y1={HEIGHT / 2 - half}
            y2={HEIGHT / 2 + half}
            style={{ animationDelay: `${index * 70}ms` }}
          />
        );
      })}
    </svg>
  );
}

export function Wordmark() {
  return (
    <span class="wordmark">
      <Beats count={7} />
      <span class="score">rubato</span>
    </span>
  );
}
