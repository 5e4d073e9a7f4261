/** The page's icons: lines on a grid of 24, in the colour of the text around them. */
import type { JSX } from 'preact';

const PATHS = {
  auto: 'M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18',
  bars: 'M4 20V11h4v9zM10 20V4h4v16zM16 20v-6h4v6z',
  check: 'M5 12.5 10 17.5 19.5 7',
  chevron: 'M9 5.5 15.5 12 9 18.5',
  close: 'M6 6 18 18M18 6 6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  down: 'M6 9.5 12 15.5 18 9.5',
  download: 'M12 4v11M7 10.5 12 15.5 17 10.5M5 20h14',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6',
  eyeOff:
    'M4 4 20 20M9.5 6A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-3 3.6M6.4 7.6A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-.9',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  folder: 'M3 6.5A1.5 1.5 0 0 1 4.5 5H9l2.5 3h8A1.5 1.5 0 0 1 21 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5z',
  home: 'M4 11 12 4l8 7v9h-5.5v-6h-5v6H4z',
  image: 'M4 5h16v14H4zM4 16l4.5-4.5 4 4 3-3L20 17M15.5 8.5h.01',
  link: 'M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3A4 4 0 0 0 11 18.700l1-1',
  moon: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
  more: 'M5.5 12h.01M12 12h.01M18.5 12h.01',
  newFolder:
    'M3 6.5A1.5 1.5 0 0 1 4.5 5H9l2.5 3h8A1.5 1.5 0 0 1 21 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5zM12 11v5M9.5 13.5h5',
  pencil: 'M4 20v-4L16 4l4 4L8 20zM13.5 6.5l4 4',
  play: 'M8 5.5v13l10.5-6.5z',
  power: 'M12 3.5V12M7 6.5a8 8 0 1 0 10 0',
  refresh: 'M20 5v5h-5M4 19v-5h5M5.5 9a7.5 7.5 0 0 1 13-1.5L20 10M18.5 15a7.5 7.5 0 0 1-13 1.5L4 14',
  server: 'M4 4.5h16v6H4zM4 13.5h16v6H4zM7.5 7.5h.01M7.5 16.5h.01',
  sun: 'M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.300 5.300l1.400 1.400M17.300 17.300l1.400 1.400M5.300 18.700l1.400-1.400M17.300 6.700l1.400-1.400',
  text: 'M6 3h8l5 5v13H6zM14 3v5h5M9 12.5h7M9 16h5',
  trash: 'M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5',
  up: 'M12 19V6M6.5 11.5 12 6l5.5 5.5',
  upload: 'M12 15.5V4.5M7 9 12 4l5 5M5 20h14',
  warning: 'M12 4 2.800 20h18.400zM12 10v4.5M12 17.200h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Says nothing to a screen reader: the name stands beside it, or in `aria-label`. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
