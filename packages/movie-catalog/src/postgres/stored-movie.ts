import { EMPTY_MOVIE, type Movie, NO_GENRES, sortedLabels } from '../movie.js';

/** The fields that every movie of the history has. Programs that knew no others may have written it. */
type FirstField = 'id' | 'title' | 'director' | 'releaseYear' | 'genres';

/** A movie as the history has it in JSON; what isn't known may be absent. */
export type StoredMovie = Pick<Movie, FirstField> & Partial<Movie>;

/** The movie that the history has, in the shape of all movies; undefined for null, where there was or is none. */
export function movieFrom(stored: StoredMovie | null): Movie | undefined {
  if (stored === null) return undefined;
  const { id, title, rating, director, releaseYear, genres, labels = EMPTY_MOVIE.labels } = stored;
  return {
    id,
    title,
    rating: rating ?? undefined,
    director,
    releaseYear,
    genres: genres.length === 0 ? NO_GENRES : genres,
    labels: sortedLabels(labels),
  };
}
