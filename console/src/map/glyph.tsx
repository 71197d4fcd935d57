import type { Kind } from './kinds';

// 16 by 16, drawn as lines in the colour of the text around them.
const PATHS: Record<Kind, string> = {
  service: 'M8 1.5 13.6 4.75v6.5L8 14.5 2.4 11.25v-6.5ZM2.4 4.75 8 8l5.6-3.25M8 8v6.5',
  client: 'M8 2a3 3 0 1 1 0 6 3 3 0 0 1 0-6ZM2.5 14.5c0-3 2.4-4.5 5.5-4.5s5.5 1.5 5.5 4.5',
  function: 'M4 2h2.2l5.6 12M8.6 7 4 14',
  container: 'M1.5 4h13v9h-13ZM4.5 6.5v4M8 6.5v4M11.5 6.5v4',
  instance: 'M4 4h8v8H4ZM6 1.5V4M10 1.5V4M6 12v2.5M10 12v2.5M1.5 6H4M1.5 10H4M12 6h2.5M12 10h2.5',
  table: 'M2 3h12v10H2ZM2 6.5h12M2 10h12M6.5 6.5V13',
  database: 'M2.5 4c0-1.4 2.5-2.5 5.5-2.5s5.5 1.1 5.5 2.5-2.5 2.5-5.5 2.5S2.5 5.4 2.5 4ZM2.5 4v8c0 1.4 2.5 2.5 5.5 2.5s5.5-1.1 5.5-2.5V4M2.5 8c0 1.4 2.5 2.5 5.5 2.5s5.5-1.1 5.5-2.5',
  queue: 'M1.5 4.5h3v7h-3ZM6.5 4.5h3v7h-3ZM11.5 4.5h3v7h-3Z',
  topic: 'M8 6.5a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3ZM4.8 4.8a4.5 4.5 0 0 0 0 6.4M11.2 4.8a4.5 4.5 0 0 1 0 6.4M2.6 2.6a7.6 7.6 0 0 0 0 10.8M13.4 2.6a7.6 7.6 0 0 1 0 10.8',
  bucket: 'M2.5 4c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2ZM2.5 4 4 13c.3.9 2 1.5 4 1.5s3.7-.6 4-1.5l1.5-9',
  gateway: 'M3 14V6.5a5 5 0 0 1 10 0V14M6.5 14V8a1.5 1.5 0 0 1 3 0v6M1.5 14h13',
  workflow: 'M5.5 1.5h5v3.5h-5ZM1.5 11h5v3.5h-5ZM9.5 11h5v3.5h-5ZM8 5v3M4 11V8h8v3',
  remote: 'M4.5 12.5a3 3 0 0 1-.4-6 4 4 0 0 1 7.7-.6 3.3 3.3 0 0 1-.3 6.6Z',
};

/** Decoration: the kind is told in words beside it. `size` is in the units of what it stands in. */
export function Glyph({ kind, size = 16, x = 0, y = 0 }: { kind: Kind; size?: number; x?: number; y?: number }) {
  return (
    <svg className="glyph" x={x} y={y} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={PATHS[kind]} />
    </svg>
  );
}
