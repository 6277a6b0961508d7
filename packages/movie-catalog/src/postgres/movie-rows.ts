import type { Movie } from '../movie.js';
import type { Commit, MovieChange } from '../store.js';
import type { Session } from './session.js';

/** How many rows are fetched at a time. */
const BATCH_ROWS = 10_000;

/** The most lists of genres that are shared; most catalogs have far fewer different ones. */
const MAX_SHARED_GENRES = 10_000;

type MovieRow = [
  id: string,
  title: string,
  rating: number,
  director: string,
  releaseYear: number,
  /** A list in JSON. */
  genres: string,
];

type HistoryRow = [revision: number, id: string, before: Movie | null, after: Movie | null];

/** All movies, in their order. */
export async function readMovies(session: Session): Promise<Movie[]> {
  const movies: Movie[] = [];
  const genresOf = genresReader();
  const rows = session.batches<MovieRow>(
    'SELECT id, title, rating, director, release_year, genres::text FROM movie_catalog.movie ORDER BY place',
    [],
    BATCH_ROWS,
  );
  for await (const batch of rows) {
    for (const [id, title, rating, director, releaseYear, genres] of batch) {
      movies.push({ id, title, rating, director, releaseYear, genres: genresOf(genres) });
    }
  }
  return movies;
}

/** The commits whose changes are kept, the oldest first. */
export async function readHistory(session: Session): Promise<Commit[]> {
  const commits: { readonly revision: number; readonly changes: MovieChange[] }[] = [];
  const rows = session.batches<HistoryRow>(
    'SELECT revision::float8, id, before, after FROM movie_catalog.change ORDER BY change.revision, ordinal',
    [],
    BATCH_ROWS,
  );
  for await (const batch of rows) {
    for (const [revision, id, before, after] of batch) {
      if (commits.at(-1)?.revision !== revision) commits.push({ revision, changes: [] });
      commits.at(-1)?.changes.push({ id, before: before ?? undefined, after: after ?? undefined });
    }
  }
  return commits;
}

/** Reads lists of genres; those that are the same are one object, as a million movies have few different ones. */
function genresReader(): (json: string) => readonly string[] {
  const shared = new Map<string, readonly string[]>();
  return (json) => {
    const known = shared.get(json);
    if (known) return known;
    const genres: string[] = JSON.parse(json);
    if (shared.size < MAX_SHARED_GENRES) shared.set(json, genres);
    return genres;
  };
}
