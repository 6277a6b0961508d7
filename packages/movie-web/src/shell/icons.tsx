/** The shapes of the icons, in a square of 24. */
const SHAPES = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm4.8 11.3L20 20',
  add: 'M12 5v14M5 12h14',
  import: 'M12 4v11m0 0-4-4m4 4 4-4M5 19h14',
  export: 'M12 15V4m0 0L8 8m4-4 4 4M5 19h14',
  filter: 'M4 6h16M7 12h10M10 18h4',
  close: 'm6 6 12 12M18 6 6 18',
  key: 'M4 12a3.5 3.5 0 1 0 7 0 3.5 3.5 0 1 0-7 0m7 0h9v3.5M16.5 12v2.5',
  up: 'M12 19V5m0 0-5 5m5-5 5 5',
  down: 'M12 5v14m0 0 5-5m-5 5-5-5',
} as const;

/** A drawing beside a word, which says the same; so nothing reads it out. */
export function Icon({ name }: { readonly name: keyof typeof SHAPES }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={SHAPES[name]} />
    </svg>
  );
}
