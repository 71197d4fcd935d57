// Plain glyphs of 16 by 16, drawn in the colour of the text around them.

const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  chevron_down: 'm4 6 4 4 4-4',
  chevron_right: 'm6 4 4 4-4 4',
  chevron_left: 'm10 4-4 4 4 4',
  clock: 'M8 4.5V8l2.5 1.5M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z',
  close: 'm4 4 8 8m0-8-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8Z',
  filter: 'M2 3.5h12M4.5 8h7M6.5 12.5h3',
  link: 'M6.5 9.5 10 6M7 4.5l1.5-1.5a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3 3 0 0 1 3 8.5L4.5 7',
  menu: 'M2 4h12M2 8h12M2 12h12',
  moon: 'M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5Z',
  monitor: 'M2 3h12v8H2ZM6 13.5h4',
  pause: 'M5.5 3.5v9m5-9v9',
  play: 'm5 3.5 7 4.5-7 4.5Z',
  refresh: 'M13 8a5 5 0 1 1-1.5-3.5L13 6m0-3.5V6H9.5',
  fit: 'M2.5 6V2.5H6m4 0h3.5V6m0 4v3.5H10m-4 0H2.5V10',
  minus: 'M3 8h10',
  plus: 'M8 3v10M3 8h10',
  search: 'm10.5 10.5 3 3M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Zm0-4v1.5m0 11V15M1 8h1.5m11 0H15M3 3l1 1m8 8 1 1m0-10-1 1m-8 8-1 1',
  download: 'M8 2v8m-3.5-3L8 10.5 11.5 7M2.5 13.5h11',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration: the control that it stands in says what it does. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
