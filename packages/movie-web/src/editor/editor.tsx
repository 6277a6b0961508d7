import { useSignal } from '@preact/signals';
import type { Movie } from 'movie-proto/web';
import { useEffect } from 'preact/hooks';
import { closeMovie, opened } from '../address.js';
import { failureText } from '../failure-text.js';
import { getMovie } from '../movie-calls.js';
import { Modal } from '../shell/modal.js';
import { NEW_MOVIE } from './draft.js';
import { MovieForm } from './movie-form.js';

/** The movie that the address opens, over the list. */
export function Editor() {
  const shown = opened.value;
  if (shown === undefined) return null;
  if (shown === 'new') {
    return (
      <Modal title="Add a movie" isSheet onClose={closeMovie}>
        <MovieForm movie={NEW_MOVIE} />
      </Modal>
    );
  }
  return <ExistingMovie key={shown.id} id={shown.id} />;
}

function ExistingMovie({ id }: { readonly id: string }) {
  const movie = useSignal<Movie | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  useEffect(() => {
    getMovie(id).then(
      (found) => (movie.value = found),
      (error: unknown) => (failure.value = failureText(error)),
    );
  }, [id, movie, failure]);
  return (
    <Modal title="Movie" isSheet onClose={closeMovie}>
      {movie.value && <MovieForm movie={movie.value} />}
      {failure.value !== undefined && (
        <p class="problem" role="alert">
          {failure.value}
        </p>
      )}
    </Modal>
  );
}
