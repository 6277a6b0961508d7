import { cursorAt, type Movie, type OrderKey, type Page } from 'movie-catalog';

/** Clients take 4 MiB by default; the rest is for the token of the next page. */
const MAX_PAGE_BYTES = 4_000_000;

/** The page, or as much of its beginning as clients take in one message. The next page goes on from there. */
export function fittingPage(page: Page, by: OrderKey): Page {
  let bytes = 0;
  const tooMany = page.movies.findIndex((movie) => {
    bytes += maxSizeOf(movie);
    return bytes > MAX_PAGE_BYTES;
  });
  const last = page.movies[tooMany - 1];
  if (!last) return page;
  return { movies: page.movies.slice(0, tooMany), next: cursorAt(last, by), total: page.total };
}

/** The most bytes that a movie takes in a response: up to three for each UTF-16 unit, and tags, lengths and numbers. */
function maxSizeOf({ id, title, director, genres }: Movie): number {
  const units = genres.reduce((sum, genre) => sum + genre.length + 1, id.length + title.length + director.length);
  return units * 3 + 64;
}
