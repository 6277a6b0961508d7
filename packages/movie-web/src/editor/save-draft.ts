import type { Movie } from 'movie-proto/web';
import { withWriteAccess } from '../access/write-access.js';
import { CallError } from '../connect/call-error.js';
import { failureText } from '../failure-text.js';
import { createMovie, getMovie, updateMovie } from '../movie-calls.js';
import { FIELD_NAMES } from '../movie-fields.js';
import { notify } from '../notices.js';
import { type Draft, draftOf, movieOf, problemsOf } from './draft.js';
import { differences } from './draft-parts.js';
import { type FormProblems, formProblems } from './violations.js';

/** How a save or a deletion ended. */
export type Outcome =
  | { readonly kind: 'saved' }
  | { readonly kind: 'refused'; readonly problems: FormProblems }
  /** Someone else changed the movie first; null if they deleted it. */
  | { readonly kind: 'collided'; readonly theirs: Movie | null };

/** Nothing is wrong. */
export const NO_PROBLEMS: FormProblems = { fields: new Map(), other: [] };

/** Adds a movie that has no etag yet, and changes one that has: only the fields that the draft changes. */
export async function saveDraft(base: Movie, draft: Draft): Promise<Outcome> {
  const movie = movieOf(draft, base);
  const fields = problemsOf(draft);
  if (fields.size > 0) return { kind: 'refused', problems: { fields, other: [] } };
  const isNew = base.etag === '';
  const parts = differences(draftOf(base), draft);
  const changed = [...new Set(parts.map(({ field }) => FIELD_NAMES[field].wireName))];
  if (!isNew && changed.length === 0) return { kind: 'saved' };
  return outcomeOf(movie.id, async () => {
    const { title } = await withWriteAccess(() => (isNew ? createMovie(movie) : updateMovie(movie, changed)));
    notify(isNew ? `Added “${title}”.` : `Saved “${title}”.`);
  });
}

/** Makes a write. @returns how it ended, if the person can do something about it */
export async function outcomeOf(id: string, write: () => Promise<void>): Promise<Outcome> {
  try {
    await write();
    return { kind: 'saved' };
  } catch (error) {
    if (!(error instanceof CallError)) return refused([failureText(error)]);
    if (error.reason === 'ETAG_MISMATCH' || error.reason === 'MOVIE_NOT_FOUND') return collision(id);
    if (error.violations.length > 0) return { kind: 'refused', problems: formProblems(error.violations) };
    return refused([failureText(error)]);
  }
}

function refused(other: readonly string[]): Outcome {
  return { kind: 'refused', problems: { fields: new Map(), other } };
}

async function collision(id: string): Promise<Outcome> {
  try {
    return { kind: 'collided', theirs: await getMovie(id) };
  } catch (error) {
    if (error instanceof CallError && error.code === 'not_found') return { kind: 'collided', theirs: null };
    return refused([failureText(error)]);
  }
}
