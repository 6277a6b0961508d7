import { effect } from '@preact/signals';
import { checkWriteAccess } from './access/write-access.js';
import { query } from './address.js';
import { MovieList } from './list/movie-list.js';
import { goLive, liveState } from './live/live.js';
import { pagesOf } from './pages-of.js';
import { outdateSuggestions } from './suggestions.js';

/** The movies on the page. */
export const movieList = new MovieList();

/** Shows what the address asks for, and keeps it up to date. */
export function startCatalog(): void {
  let shown = '';
  effect(() => {
    // A movie that opens over the list changes the address, and not the list.
    const next = JSON.stringify(query.value);
    if (next === shown) return;
    const isFirst = shown === '';
    shown = next;
    if (!isFirst) scrollTo({ top: 0 });
    movieList.open(pagesOf(query.value));
  });
  goLive(
    (changes) => {
      movieList.apply(changes);
      outdateSuggestions();
    },
    () => {
      movieList.refresh();
      outdateSuggestions();
    },
  );
  effect(() => {
    if (liveState.value !== 'live') return;
    // At the start, and whenever the server is there again: it may have been started with other options.
    void checkWriteAccess();
    // Without a sign of it: a button of the error that went and came back would miss a click.
    if (movieList.error.peek() !== undefined) movieList.refresh();
  });
}
