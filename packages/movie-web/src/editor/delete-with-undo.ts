import type { Movie } from 'movie-proto/web';
import { withWriteAccess } from '../access/write-access.js';
import { failureText } from '../failure-text.js';
import { createMovie, deleteMovie } from '../movie-calls.js';
import { notify, notifyFailure } from '../notices.js';
import { type Outcome, outcomeOf } from './save-draft.js';

/** Deletes a movie, and offers to bring it back. */
export function deleteWithUndo(movie: Movie): Promise<Outcome> {
  const { id, etag, title } = movie;
  return outcomeOf(id, async () => {
    await withWriteAccess(() => deleteMovie({ id, etag, allowMissing: false }));
    notify(`Deleted “${title}”.`, { label: 'Undo', run: () => void bringBack(movie) });
  });
}

async function bringBack(movie: Movie): Promise<void> {
  try {
    await withWriteAccess(() => createMovie(movie));
    notify(`“${movie.title}” is back.`);
  } catch (error) {
    notifyFailure(`“${movie.title}” is not back: ${failureText(error)}`);
  }
}
