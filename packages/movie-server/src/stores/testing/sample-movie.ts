import type { Movie } from '../../catalog/movie.js';

/** A movie of which nothing but the id matters, with the fields that do. */
export function sampleMovie(id: string, fields: Partial<Movie> = {}): Movie {
  return { title: `Title of ${id}`, rating: 5, director: '', releaseYear: 0, genres: [], ...fields, id };
}
