import type { Movie } from '../movie.js';
import type { Commit, MovieChange } from '../store.js';
import { COMMIT_TIME } from './commit-time.js';
import { type MovieRow, MovieRowReader, SELECT_MOVIES } from './movie-columns.js';
import type { Session } from './session.js';
import { movieFrom, type StoredMovie } from './stored-movie.js';

/** How many rows are fetched at a time. */
const BATCH_ROWS = 10_000;

type HistoryRow = [revision: number, time: number, id: string, before: StoredMovie | null, after: StoredMovie | null];

/** All movies, in their order. */
export async function readMovies(session: Session): Promise<Movie[]> {
  const movies: Movie[] = [];
  const reader = new MovieRowReader();
  for await (const batch of session.batches<MovieRow>(SELECT_MOVIES, [], BATCH_ROWS)) {
    for (const row of batch) movies.push(reader.read(row));
  }
  return movies;
}

/** The commits whose changes are kept, the oldest first. */
export async function readHistory(session: Session): Promise<Commit[]> {
  const commits: (Commit & { readonly changes: MovieChange[] })[] = [];
  const rows = session.batches<HistoryRow>(
    `SELECT change.revision::float8, ${COMMIT_TIME}, id, before, after
      FROM movie_catalog.change JOIN movie_catalog.commit ON commit.revision = change.revision
      ORDER BY change.revision, ordinal`,
    [],
    BATCH_ROWS,
  );
  for await (const batch of rows) {
    for (const [revision, time, id, before, after] of batch) {
      if (commits.at(-1)?.revision !== revision) commits.push({ revision, time, changes: [] });
      commits.at(-1)?.changes.push({ id, before: movieFrom(before), after: movieFrom(after) });
    }
  }
  return commits;
}
