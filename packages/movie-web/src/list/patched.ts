import type { Movie } from 'movie-proto/web';
import type { Change } from '../live/change.js';

/** Movies with the changes to them. Those that are new stay out: only the server knows whether and where they belong. */
export function patched(movies: readonly Movie[], changes: ReadonlyMap<string, Change>): readonly Movie[] {
  if (!movies.some(({ id }) => changes.has(id))) return movies;
  return movies.flatMap((movie) => {
    const change = changes.get(movie.id);
    if (!change) return movie;
    return change.kind === 'deleted' ? [] : change.movie;
  });
}
