import { toRecord } from 'movie-files';
import type { Movie } from '../../movie.js';

/** A movie as `--json` prints it: the database's form, and the etag for updates. */
export function movieJson(movie: Movie): object {
  return { ...toRecord(movie), etag: movie.etag };
}
