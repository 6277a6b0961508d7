import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { movieList } from '../start-catalog.js';
import { focusRow } from './focus-row.js';
import { MovieRow } from './movie-row.js';
import { TableHead } from './table-head.js';
import { virtualWindow } from './virtual-window.js';

/** The movies. Of a long list only the rows around the view are drawn. On a phone each row is a card. */
export function MovieTable() {
  const body = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLDivElement>(null);
  const view = useSignal({ top: 0, height: 0, rowHeight: 56 });
  const focused = useSignal<number | undefined>(undefined);
  const drawn = useComputed(() => {
    const { top, height, rowHeight } = view.value;
    return virtualWindow(top, height, rowHeight, movieList.rows.value.length);
  });
  useEffect(() => followView(body, probe, (next) => (view.value = next)), [view]);
  const { first, end } = drawn.value;
  useEffect(() => movieList.show(first, end), [first, end, movieList.rows.value.length]);

  const rows = movieList.rows.value;
  const { rowHeight } = view.value;
  const indexes = Array.from({ length: end - first }, (_, offset) => first + offset);
  const kept = focused.value;
  // The row with the focus stays, or the focus would be lost when it leaves the view.
  if (kept !== undefined && kept < rows.length && (kept < first || kept >= end)) indexes.push(kept);
  return (
    <div id="movies" class="table" role="table" aria-label="Movies" aria-rowcount={(movieList.total.value ?? -1) + 1}>
      <TableHead />
      <div
        class="rows"
        role="rowgroup"
        ref={body}
        style={{ height: `${rows.length * rowHeight}px` }}
        onFocusIn={({ target }) => (focused.value = rowOf(target))}
        onFocusOut={() => (focused.value = undefined)}
        onKeyDown={moveFocus}
      >
        {indexes.map((index) => {
          const movie = rows[index];
          return movie && <MovieRow key={movie.id} movie={movie} index={index} top={index * rowHeight} />;
        })}
      </div>
      <div class="row-probe" ref={probe} aria-hidden="true" />
    </div>
  );
}

function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return row ? Number(row.dataset['row']) : undefined;
}

function moveFocus(event: KeyboardEvent): void {
  const index = rowOf(event.target);
  if (index === undefined) return;
  if (event.key === 'ArrowDown') focusRow(index + 1, event);
  if (event.key === 'ArrowUp') focusRow(index - 1, event);
}

interface ElementRef {
  readonly current: HTMLElement | null;
}

/** Says which part of the list is in view, now and whenever it changes. @returns ends it */
function followView(
  body: ElementRef,
  probe: ElementRef,
  onView: (view: { readonly top: number; readonly height: number; readonly rowHeight: number }) => void,
): () => void {
  let frame = 0;
  const measure = () => {
    frame = 0;
    if (!body.current || !probe.current) return;
    const top = -body.current.getBoundingClientRect().top;
    onView({ top, height: innerHeight, rowHeight: probe.current.offsetHeight });
  };
  const later = () => {
    frame ||= requestAnimationFrame(measure);
  };
  measure();
  const sizes = new ResizeObserver(later);
  for (const { current } of [body, probe]) if (current) sizes.observe(current);
  addEventListener('scroll', later, { passive: true });
  addEventListener('resize', later);
  return () => {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    removeEventListener('scroll', later);
    removeEventListener('resize', later);
  };
}
