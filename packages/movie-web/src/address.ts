import { computed, signal } from '@preact/signals';
import { type CatalogQuery, parametersOf, queryFrom } from './catalog-query.js';

const search = signal(location.search);
addEventListener('popstate', () => {
  search.value = location.search;
});

const parameters = computed(() => new URLSearchParams(search.value));

/** What the address asks for. */
export const query = computed(() => queryFrom(parameters.value));

/** The movie that the address opens: its id, `new`, or none. */
export const opened = computed<{ readonly id: string } | 'new' | undefined>(() => {
  const id = parameters.value.get('movie');
  if (id !== null) return { id };
  return parameters.value.has('new') ? 'new' : undefined;
});

/** Shows other movies. @param replace without a way back to what was shown before */
export function showQuery(next: CatalogQuery, { replace = false } = {}): void {
  go(parametersOf(next), replace);
}

/** The address that opens a movie over the list. */
export function addressOf(movie: { readonly id: string } | 'new'): string {
  const next = parametersOf(query.value);
  if (movie === 'new') next.set('new', '');
  else next.set('movie', movie.id);
  return `?${next}`;
}

/** Opens a movie over the list, or the form for a new one. */
export function openMovie(movie: { readonly id: string } | 'new'): void {
  history.pushState(OVER_LIST, '', addressOf(movie));
  search.value = location.search;
}

/** Closes the movie that is open: goes back to the list if the person came from there. */
export function closeMovie(): void {
  if (history.state === OVER_LIST) history.back();
  else if (opened.value !== undefined) go(parametersOf(query.value), true);
}

/** The state of an address that was opened from the list. */
const OVER_LIST = 'over-list';

function go(next: URLSearchParams, replace: boolean): void {
  const address = next.size === 0 ? location.pathname : `?${next}`;
  if (replace) history.replaceState(undefined, '', address);
  else history.pushState(undefined, '', address);
  search.value = location.search;
}
