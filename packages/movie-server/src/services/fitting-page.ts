import type { Movie, Page } from 'movie-catalog';

/** Clients take 4 MiB by default; the rest is for what is beside the movies, such as the token of the next page. */
const MAX_PAGE_BYTES = 4_000_000;

/** The page, or as much of its beginning as clients take in one message. The next page goes on from there. */
export function fittingPage(page: Page): Page {
  return page.first(fittingCount(page.movies));
}

/** How many of these movies clients take in one message, from the first one on. */
export function fittingCount(movies: readonly Movie[]): number {
  let bytes = 0;
  const tooMany = movies.findIndex((movie) => {
    bytes += maxSizeOf(movie);
    return bytes > MAX_PAGE_BYTES;
  });
  return tooMany < 0 ? movies.length : tooMany;
}

/** The most bytes that a movie takes in a response: up to three for each UTF-16 unit, and tags, lengths and numbers. */
function maxSizeOf({ id, title, director, genres, labels }: Movie): number {
  let units = id.length + title.length + director.length;
  for (const genre of genres) units += genre.length + 1;
  // An entry is a message of its own.
  for (const [key, value] of Object.entries(labels)) units += key.length + value.length + 4;
  return units * 3 + 64;
}
