/** Panels, rows, badges, meters and the three states of a list that has nothing to show. */
import type { ComponentChildren } from 'preact';
import { Beats } from './beats.tsx';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'accent';

interface Children {
  readonly children?: ComponentChildren;
}

export function Panel({
  title,
  tools,
  children,
  class: extra = '',
}: Children & { readonly title?: string; readonly tools?: ComponentChildren; readonly class?: string }) {
  return (
    <section class={`panel ${extra}`} aria-label={title}>
      {title ? (
        <header>
          <h2>{title}</h2>
          {tools}
        </header>
      ) : null}
      {children}
    </section>
  );
}

export function Toolbar({ label, children }: Children & { readonly label: string }) {
  return (
    <div class="toolbar" role="toolbar" aria-label={label}>
      {children}
    </div>
  );
}

export function ListRow({
  title,
  detail,
  tools,
}: {
  readonly title: ComponentChildren;
  readonly detail?: ComponentChildren;
  readonly tools?: ComponentChildren;
}) {
  return (
    <li class="list-row">
      <div>
        <div class="title">{title}</div>
        {detail ? <div class="detail">{detail}</div> : null}
      </div>
      {tools}
    </li>
  );
}

export function Badge({
  tone = 'plain',
  lamp = false,
  children,
}: Children & { readonly tone?: Tone; readonly lamp?: boolean }) {
  return (
    <span class={`badge ${tone}`}>
      {lamp ? <i class="lamp" /> : null}
      {children}
    </span>
  );
}

/** `share` is 0 to 1. */
export function Meter({
  label,
  share,
  text,
  ink,
}: {
  readonly label: string;
  readonly share: number;
  readonly text: string;
  readonly ink?: string;
}) {
  const filled = Math.min(1, Math.max(0, share));
  return (
    <div
      class="meter"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(filled * 100)}
      aria-valuetext={text}
    >
      <span>{label}</span>
      <span class="soft">{text}</span>
      <span class="track">
        <i style={{ transform: `scaleX(${filled})`, ...(ink ? { '--meter-ink': ink } : {}) }} />
      </span>
    </div>
  );
}

/** Says what is missing and what to do next; `whole` where it is all that the page shows. */
export function EmptyState({
  title,
  moving = false,
  whole = false,
  children,
  tools,
}: Children & {
  readonly title: string;
  readonly moving?: boolean;
  readonly whole?: boolean;
  readonly tools?: ComponentChildren;
}) {
  const Heading = whole ? 'h1' : 'h3';
  return (
    <div class="empty">
      <Beats moving={moving} />
      <Heading>{title}</Heading>
      {children ? <p>{children}</p> : null}
      {tools ? <div class="row">{tools}</div> : null}
    </div>
  );
}

/** Stands where text will be; `widths` are shares of the line, 0 to 1. */
export function Skeleton({ label, widths }: { readonly label: string; readonly widths: readonly number[] }) {
  return (
    <div class="stack" role="status" aria-label={label}>
      {widths.map((width, index) => (
        <span key={index} class="skeleton" style={{ width: `${width * 100}%` }} />
      ))}
    </div>
  );
}

/** A seat's mark: colour and shape, so that colour is never alone. */
export function SeatMark({ seat }: { readonly seat: number }) {
  const shapes = [
    'M6 1 11 11 1 11z',
    'M6 .8A5.2 5.2 0 1 1 6 11.2 5.2 5.2 0 1 1 6 .8z',
    'M1.4 1.4h9.2v9.2H1.4z',
    'M6 .4 11.6 6 6 11.6.4 6z',
  ];
  const index = (seat - 1) & 7;
  return (
    <svg class="swatch" viewBox="0 0 12 12" role="img" aria-label={`Seat ${seat}`}>
      <path d={shapes[index % shapes.length] ?? ''} fill={`var(--seat-${index + 1})`} />
    </svg>
  );
}
