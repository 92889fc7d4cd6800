/** Line icons on a 20-unit grid; they take the colour and the size of the text around them. */
const PATHS = {
  play: 'M6 4.2v11.6l9.4-5.8z',
  pause: 'M7 4.5v11M13 4.5v11',
  gear: 'M10 7.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM10 2.2v2.6M10 15.2v2.6M2.2 10h2.6M15.2 10h2.6M4.5 4.5l1.8 1.8M13.7 13.7l1.8 1.8M15.5 4.5l-1.8 1.8M6.3 13.7l-1.8 1.8',
  close: 'M5 5l10 10M15 5 5 15',
  sound: 'M3.5 8v4h2.8l4 3.2V4.8L6.3 8zM13 7.4a3.6 3.6 0 0 1 0 5.2M15 5.2a6.6 6.6 0 0 1 0 9.6',
  mute: 'M3.5 8v4h2.8l4 3.2V4.8L6.3 8zM13.2 8l4 4M17.2 8l-4 4',
  eye: 'M1.8 10S4.8 4.6 10 4.6 18.2 10 18.2 10 15.2 15.4 10 15.4 1.8 10 1.8 10zM10 7.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8z',
  seats: 'M2.5 4h6v12h-6zM11.5 4h6v12h-6z',
  keyboard: 'M2 5.5h16v9H2zM5 8.5h.01M8 8.5h.01M11 8.5h.01M14.5 8.5h.01M6.5 11.8h7',
  link: 'M8.2 11.8l3.6-3.6M7 9.6 5 11.6a2.4 2.4 0 0 0 3.4 3.4l2-2M13 10.4l2-2A2.4 2.4 0 0 0 11.6 5l-2 2',
  lock: 'M5 9h10v7.5H5zM7 9V6.6a3 3 0 0 1 6 0V9',
  copy: 'M7 7h9v10H7zM4 13V3.5h8.5',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  pulse: 'M1.8 10.5h4l2-5.5 3.6 10 2.2-6 1 1.5h3.6',
  person: 'M10 3.2a3.1 3.1 0 1 0 0 6.2 3.1 3.1 0 0 0 0-6.2zM3.8 16.8c.5-3.4 3-5 6.2-5s5.7 1.6 6.2 5',
  bell: 'M5.2 13.6V9a4.8 4.8 0 0 1 9.6 0v4.6l1.4 1.6H3.8zM8.4 15.4a1.7 1.7 0 0 0 3.2 0',
  full: 'M3.5 8V3.5H8M12 3.5h4.5V8M16.5 12v4.5H12M8 16.5H3.5V12',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width="1.6"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
