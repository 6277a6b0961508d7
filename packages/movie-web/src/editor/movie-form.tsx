import { useSignal, useSignalEffect } from '@preact/signals';
import type { Movie } from 'movie-proto/web';
import { useEffect, useRef } from 'preact/hooks';
import { writeAccess } from '../access/write-access.js';
import { closeMovie } from '../address.js';
import type { Change } from '../live/change.js';
import { lastChanges } from '../live/live.js';
import { loadSuggestions } from '../suggestions.js';
import { Conflict } from './conflict.js';
import { deleteWithUndo } from './delete-with-undo.js';
import { type Draft, draftOf } from './draft.js';
import { DraftFields } from './draft-fields.js';
import { differences } from './draft-parts.js';
import { offerToGoOn } from './left-edit.js';
import { NO_PROBLEMS, type Outcome, saveDraft } from './save-draft.js';

interface MovieFormProps {
  readonly movie: Movie;
  /** What is typed already. */
  readonly typed?: Draft | undefined;
}

/** Adds or changes a movie. */
export function MovieForm({ movie, typed }: MovieFormProps) {
  const base = useSignal(movie);
  const draft = useSignal(typed ?? draftOf(movie));
  const problems = useSignal(NO_PROBLEMS);
  /** What someone else made of the movie; null if they deleted it. */
  const theirs = useSignal<Movie | null | undefined>(undefined);
  /** What happened to the movie last, since it was opened. */
  const change = useSignal<Change | undefined>(undefined);
  const isSaving = useSignal(false);
  const isNew = base.value.etag === '';
  const isReadOnly = writeAccess.value === 'closed';

  useSignalEffect(() => {
    const { id } = base.value;
    const latest = lastChanges.value.findLast(({ movie }) => movie.id === id);
    if (latest) change.value = latest;
  });
  /** The form is on the page; then it is done with or left, which also happens while it is being saved. */
  const state = useRef<'open' | 'done' | 'left'>('open');
  const end = () => {
    if (state.current === 'open') closeMovie();
    state.current = 'done';
  };
  const keep = () => {
    const isChanged = differences(draftOf(base.value), draft.value).length > 0;
    if (isChanged) offerToGoOn({ base: base.value, draft: draft.value });
  };
  useEffect(
    () => () => {
      if (state.current === 'open' && !isSaving.value) keep();
      state.current = 'left';
    },
    [base, draft],
  );

  useEffect(() => void loadSuggestions(), []);

  const finish = (outcome: Outcome) => {
    problems.value = outcome.kind === 'refused' ? outcome.problems : NO_PROBLEMS;
    if (outcome.kind === 'collided') theirs.value = outcome.theirs;
    if (outcome.kind === 'saved') end();
    else if (state.current === 'left') keep();
  };
  const run = async (work: () => Promise<Outcome>) => {
    if (isSaving.value) return;
    isSaving.value = true;
    finish(await work());
    isSaving.value = false;
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    void run(() => saveDraft(base.value, draft.value));
  };
  const resolve = (merged: Draft, current: Movie | undefined) => {
    // From here on the other version is the one that this edit changes; a deleted one is added again.
    base.value = current ?? { ...base.value, etag: '' };
    draft.value = merged;
    theirs.value = undefined;
    void run(() => saveDraft(base.value, merged));
  };

  if (theirs.value !== undefined) {
    return (
      <Conflict
        base={draftOf(base.value)}
        mine={draft.value}
        theirs={theirs.value ?? undefined}
        onResolve={resolve}
        onDiscard={end}
      />
    );
  }
  const latest = change.value;
  // A movie that is deleted has the etag that it had.
  const isOutdated = latest && (latest.kind === 'deleted' || latest.movie.etag !== base.value.etag);
  return (
    <form class="form" noValidate onSubmit={save}>
      {isNew && isReadOnly && <p role="status">This server takes no new movies.</p>}
      <DraftFields
        draft={draft.value}
        problems={problems.value.fields}
        isReadOnly={isReadOnly}
        onChange={(next) => (draft.value = next)}
      />
      <p class="problem" role="alert">
        {problems.value.other.join(' ')}
      </p>
      {!isReadOnly && (
        <div class="buttons">
          <button type="submit" class="button is-main" disabled={isSaving.value}>
            {isNew ? 'Add' : 'Save'}
          </button>
          <button type="button" class="button" onClick={end}>
            Cancel
          </button>
          {!isNew && (
            <button type="button" class="button is-danger" onClick={() => void run(() => deleteWithUndo(base.value))}>
              Delete
            </button>
          )}
        </div>
      )}
      {/* Below the buttons: it comes at any time, and must move none from under the pointer. */}
      {!isNew && !isSaving.value && isOutdated && (
        <div class="callout" role="status">
          <p>
            {latest.kind === 'deleted'
              ? 'Someone has just deleted this movie.'
              : 'Someone has just changed this movie.'}
          </p>
          <button
            type="button"
            class="button"
            onClick={() => (theirs.value = latest.kind === 'deleted' ? null : latest.movie)}
          >
            Compare
          </button>
        </div>
      )}
      {base.value.id !== '' && (
        <p class="movie-id">
          Id <code>{base.value.id}</code>
        </p>
      )}
    </form>
  );
}
