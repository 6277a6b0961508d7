import type { Movie } from '../movie.js';
import { TimeSlices } from '../time-slices.js';
import type { MovieMatcher } from './movie-filter.js';
import { type PlacedMovies, SomePlacedMovies } from './placed-movies.js';
import type { Chunk, SortedList } from './sorted-movies.js';

/** How many movies are looked at between two looks at the clock. Titles of 16 KB take a while. */
const STEP = 16;

/** The movies of a list that match as it is now, even if it changes meanwhile. In time slices. */
export async function matchingInOrder(
  { chunks }: SortedList,
  matches: MovieMatcher,
  signal: AbortSignal | undefined,
): Promise<SortedList> {
  const found: Chunk[] = [];
  let length = 0;
  const slices = new TimeSlices(signal);
  for (const chunk of [...chunks]) {
    const kept: Movie[] = [];
    for (let index = 0; index < chunk.length; index++) {
      if (index % STEP === 0 && slices.isOver) await slices.next();
      const movie = chunk[index];
      if (movie && matches(movie)) kept.push(movie);
    }
    if (kept.length > 0) found.push(kept);
    length += kept.length;
  }
  return { chunks: found, length };
}

/** The movies that match, with their places. In time slices. */
export async function matchingWithPlaces(
  all: PlacedMovies,
  matches: MovieMatcher,
  signal: AbortSignal | undefined,
): Promise<PlacedMovies> {
  const found = new SomePlacedMovies(all.generation);
  const slices = new TimeSlices(signal);
  let looked = 0;
  for (const { movies, placeOf } of all.parts(0, false)) {
    for (const [index, movie] of movies.entries()) {
      if (looked++ % STEP === 0 && slices.isOver) await slices.next();
      if (matches(movie)) found.push(movie, placeOf(index) ?? 0);
    }
  }
  return found;
}
