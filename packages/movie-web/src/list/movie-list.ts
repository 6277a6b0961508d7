import { signal } from '@preact/signals';
import type { Movie } from 'movie-proto/web';
import { CallError } from '../connect/call-error.js';
import type { Change } from '../live/change.js';
import type { FetchPage } from '../pages-of.js';
import { patched } from './patched.js';

interface Page {
  readonly movies: readonly Movie[];
  readonly nextPageToken: string;
  /** The list's version when it was asked for. */
  readonly version: number;
}

/** The first page is small, so that it is there at once. */
const FIRST_PAGE_SIZE = 100;
const PAGE_SIZE = 500;
/** How many rows below the last visible one are loaded. */
const AHEAD = 200;
/** How long changes gather before the visible pages are fetched again, in milliseconds. */
const REFRESH_DELAY = 150;

function isRefusal(error: unknown): boolean {
  return error instanceof CallError && error.code === 'invalid_argument';
}

/**
 * The movies that are shown, as far as someone has scrolled. Pages are fetched when their rows come into view, and again
 * when they have changed.
 */
export class MovieList {
  readonly rows = signal<readonly Movie[]>([]);
  /** How many movies there are, loaded or not; undefined until the server has said it. */
  readonly total = signal<number | undefined>(undefined);
  /** The words of a search that did not count. */
  readonly droppedWords = signal<readonly string[]>([]);
  readonly error = signal<unknown>(undefined);

  #pages: Page[] = [];
  /** Grows with what may have changed; a page of an earlier version is stale. */
  #version = 0;
  #fetchPage: FetchPage | undefined;
  #visible = { first: 0, last: 0 };
  #work: AbortController | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;

  /** Shows other movies. The rows stay until the first page of the others is there. */
  open(fetchPage: FetchPage): void {
    this.#work?.abort();
    this.#work = undefined;
    this.#fetchPage = fetchPage;
    this.#pages = [];
    this.#visible = { first: 0, last: 0 };
    this.error.value = undefined;
    this.#load();
  }

  /** Says which rows are in view. */
  show(first: number, last: number): void {
    if (this.#pages.length === 0) return;
    this.#visible = { first, last };
    if (this.error.value === undefined) this.#load();
  }

  /** Applies changes: at once to the rows that are loaded, and then by fetching the visible pages again. */
  apply(changes: readonly Change[]): void {
    const byId = new Map(changes.map((change) => [change.movie.id, change]));
    this.#pages = this.#pages.map((page) => ({ ...page, movies: patched(page.movies, byId) }));
    if (this.#pages.length > 0) this.#publish();
    this.refresh();
  }

  /** Fetches the visible pages again, and the others when they come into view. An error stays until they are there. */
  refresh(): void {
    // One fetch for the changes of a while, however many come.
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      this.#version += 1;
      this.#load();
    }, REFRESH_DELAY);
  }

  /** Tries again after an error. */
  retry(): void {
    this.error.value = undefined;
    this.#load();
  }

  async #load(): Promise<void> {
    if (this.#work) return;
    const work = new AbortController();
    this.#work = work;
    try {
      await this.#loadPages(work.signal);
      if (!work.signal.aborted) this.error.value = undefined;
    } catch (error) {
      if (!work.signal.aborted) this.error.value = error;
    }
    if (this.#work === work) this.#work = undefined;
  }

  async #loadPages(signal: AbortSignal): Promise<void> {
    let isAgain = false;
    for (let index = this.#nextPage(); index !== undefined && !signal.aborted; index = this.#nextPage()) {
      try {
        await this.#loadPage(index, signal);
      } catch (error) {
        // A token may name a place that the server doesn't know, such as that of a movie that was deleted.
        if (isAgain || signal.aborted || index === 0 || !isRefusal(error)) throw error;
        this.#pages = [];
        isAgain = true;
      }
    }
  }

  /** The page to fetch next: one in view that is stale, or the first that is missing; undefined if there is none. */
  #nextPage(): number | undefined {
    let start = 0;
    for (const [index, { movies, version }] of this.#pages.entries()) {
      const end = start + movies.length;
      if (version < this.#version && end >= this.#visible.first && start <= this.#visible.last) return index;
      start = end;
    }
    const last = this.#pages.at(-1);
    return !last || (last.nextPageToken !== '' && start < this.#visible.last + AHEAD) ? this.#pages.length : undefined;
  }

  async #loadPage(index: number, signal: AbortSignal): Promise<void> {
    const token = this.#pages[index - 1]?.nextPageToken ?? '';
    const before = this.#pages[index];
    const version = this.#version;
    const fetched = await this.#fetchPage?.(token, index === 0 ? FIRST_PAGE_SIZE : PAGE_SIZE, signal);
    if (!fetched || signal.aborted) return;
    const { movies, nextPageToken, totalSize, droppedWords } = fetched;
    this.#pages[index] = { movies, nextPageToken, version };
    // The pages after it began where it ended before.
    if (before && before.nextPageToken !== nextPageToken) this.#pages.length = index + 1;
    this.total.value = totalSize;
    this.droppedWords.value = droppedWords;
    if (!this.#isShortened()) this.#publish();
  }

  /** Whether rows that were in view are still to be fetched: without them the page would jump. */
  #isShortened(): boolean {
    const count = this.#pages.reduce((sum, { movies }) => sum + movies.length, 0);
    return count < Math.min(this.#visible.last, this.rows.value.length) && this.#pages.at(-1)?.nextPageToken !== '';
  }

  #publish(): void {
    this.rows.value = this.#pages.flatMap(({ movies }) => movies);
  }
}
