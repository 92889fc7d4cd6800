/** A faction's mark: colour and shape, so that colour is never alone. */
const SHAPES: Readonly<Record<string, string>> = {
  'ember-court':
    'M8 1c.6 3 4.6 4.6 4.6 8.6A4.6 4.6 0 0 1 8 15a4.6 4.6 0 0 1-4.6-5.1C3.4 7.6 4.9 6.7 5.3 4.7 6.5 5.3 6.9 6.3 6.9 7.3 8 5.8 8.3 3.3 8 1z',
  tidebound: 'M8 .8c2.6 3.6 5 6.2 5 9.200a5 5 0 0 1-10 0C3 7 5.4 4.4 8 .8z',
  'verdant-pact': 'M14 2C7.5 2 3 5 3 10c0 1 .2 1.9.6 2.700L2 14.800l1.2.7 1.5-1.900C9.5 15.5 14 11 14 2z',
  'pale-choir': 'M8 1l1.9 5.100L15 8l-5.1 1.900L8 15l-1.9-5.100L1 8l5.1-1.900z',
  none: 'M8 2l6 6-6 6-6-6z',
};

export const crestPath = (faction: string | undefined): string => SHAPES[faction ?? 'none'] ?? SHAPES['none']!;
export const crestInk = (faction: string | undefined): string =>
  faction !== undefined && Object.hasOwn(SHAPES, faction) ? `var(--of-${faction})` : 'var(--of-none)';

export function Crest({ faction, label }: { readonly faction: string | undefined; readonly label?: string }) {
  const name = label === undefined ? { 'aria-hidden': true as const } : { role: 'img' as const, 'aria-label': label };
  return (
    <svg class="crest" viewBox="0 0 16 16" {...name}>
      <path d={crestPath(faction)} fill={crestInk(faction)} />
    </svg>
  );
}
