import { EMPTY_MOVIE, type Movie } from '../movie.js';

/** A movie for a test that cares about a few of its fields only. */
export function sampleMovie(id: string, fields: Partial<Movie> = {}): Movie {
  return { ...EMPTY_MOVIE, id, title: `Title ${id}`, rating: 5, releaseYear: 2000, ...fields };
}
