import { signal } from '@preact/signals';
import type { FormatName } from 'movie-files';
import type { Movie } from 'movie-proto/web';
import type { CatalogQuery } from '../catalog-query.js';
import { failureText } from '../failure-text.js';
import { notify, notifyFailure } from '../notices.js';
import { pagesOf } from '../pages-of.js';

/** How much of the export that runs is done, from 0 to 1; undefined if none runs. */
export const exportProgress = signal<number | undefined>(undefined);

/** The most movies that one call gives. */
const PAGE_SIZE = 1_000;

let work = new AbortController();

/** Ends the export that runs; no file is saved. */
export function stopExport(): void {
  work.abort();
}

/** Saves every movie that a query shows, loaded or not, to a file. */
export async function exportMovies(query: CatalogQuery, name: FormatName): Promise<void> {
  work = new AbortController();
  const { signal } = work;
  exportProgress.value = 0;
  try {
    // Loaded when the first file is saved.
    const { FORMATS } = await import('movie-files');
    const exported = { count: 0 };
    const parts: string[] = [];
    for await (const part of FORMATS[name].write(allMovies(query, exported, signal))) parts.push(part);
    save(new Blob(parts), `movies.${name}`);
    notify(`Exported ${exported.count.toLocaleString('en')} ${exported.count === 1 ? 'movie' : 'movies'}.`);
  } catch (error) {
    if (!signal.aborted) notifyFailure(`Nothing was exported: ${failureText(error)}`);
  } finally {
    exportProgress.value = undefined;
  }
}

async function* allMovies(
  query: CatalogQuery,
  exported: { count: number },
  signal: AbortSignal,
): AsyncGenerator<Movie> {
  const fetchPage = pagesOf(query);
  let token = '';
  do {
    const { movies, nextPageToken, totalSize } = await fetchPage(token, PAGE_SIZE, signal);
    yield* movies;
    exported.count += movies.length;
    exportProgress.value = totalSize === 0 ? 1 : Math.min(1, exported.count / totalSize);
    token = nextPageToken;
  } while (token !== '');
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun when the browser is back in its loop.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
