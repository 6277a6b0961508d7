import type { Movie } from './movie.js';

/** Whether two movies have the same content; two that do not exist are the same. */
export function sameMovie(a: Movie | undefined, b: Movie | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  return (
    a.id === b.id &&
    a.title === b.title &&
    a.rating === b.rating &&
    a.director === b.director &&
    a.releaseYear === b.releaseYear &&
    a.genres.length === b.genres.length &&
    a.genres.every((genre, index) => genre === b.genres[index])
  );
}
