import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { closeMovie, opened } from '../address.js';
import { failureText } from '../failure-text.js';
import { getMovie } from '../movie-calls.js';
import { Modal } from '../shell/modal.js';
import { NEW_MOVIE } from './draft.js';
import { takeLeftEdit } from './left-edit.js';
import { MovieForm } from './movie-form.js';

/** The movie that the address opens, over the list. */
export function Editor() {
  const shown = opened.value;
  if (shown === undefined) return null;
  if (shown === 'new') return <NewMovie />;
  return <ExistingMovie key={shown.id} id={shown.id} />;
}

function NewMovie() {
  const [left] = useState(() => takeLeftEdit(''));
  return (
    <Modal title="Add a movie" isSheet onClose={closeMovie}>
      <MovieForm movie={NEW_MOVIE} typed={left?.draft} />
    </Modal>
  );
}

function ExistingMovie({ id }: { readonly id: string }) {
  const [left] = useState(() => takeLeftEdit(id));
  const movie = useSignal(left?.base);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    // What someone else has changed since then is seen when this is saved.
    if (left) return;
    getMovie(id).then(
      (found) => (movie.value = found),
      (error: unknown) => (failure.value = failureText(error)),
    );
  }, [id, left, movie, failure]);
  return (
    <Modal title="Movie" isSheet onClose={closeMovie}>
      {movie.value && <MovieForm movie={movie.value} typed={left?.draft} />}
      {failure.value !== undefined && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
    </Modal>
  );
}
