import type { Movie, Page } from 'movie-catalog';

/** Clients take 4 MiB by default; the rest is for the token of the next page. */
const MAX_PAGE_BYTES = 4_000_000;

/** The page, or as much of its beginning as clients take in one message. The next page goes on from there. */
export function fittingPage(page: Page): Page {
  let bytes = 0;
  const tooMany = page.movies.findIndex((movie) => {
    bytes += maxSizeOf(movie);
    return bytes > MAX_PAGE_BYTES;
  });
  return tooMany > 0 ? page.first(tooMany) : page;
}

/** The most bytes that a movie takes in a response: up to three for each UTF-16 unit, and tags, lengths and numbers. */
function maxSizeOf({ id, title, director, genres, labels }: Movie): number {
  let units = id.length + title.length + director.length;
  for (const genre of genres) units += genre.length + 1;
  // An entry is a message of its own.
  for (const [key, value] of Object.entries(labels)) units += key.length + value.length + 4;
  return units * 3 + 64;
}
