import type { Movie } from 'movie-proto/web';
import { withWriteAccess } from '../access/write-access.js';
import { createMovie, deleteMovie } from '../movie-calls.js';
import { notify } from '../notices.js';
import { undoOf } from '../undo.js';
import { type Outcome, outcomeOf } from './save-draft.js';

/** Deletes a movie, and offers to bring it back. */
export function deleteWithUndo(movie: Movie): Promise<Outcome> {
  const { id, etag, title } = movie;
  return outcomeOf(id, async () => {
    const revision = await withWriteAccess(() => deleteMovie({ id, etag, allowMissing: false }));
    const bringBack = () => createMovie(movie);
    notify(`Deleted “${title}”.`, undoOf(revision, `“${title}” is back.`, bringBack));
  });
}
