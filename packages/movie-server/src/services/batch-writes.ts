import { type Decide, MAX_LABELS, type Movie, sameMovie } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { FieldViolations, violationsOf } from './field-violations.js';
import { quoted } from './movie-errors.js';
import { CHANGEABLE_TOGETHER } from './movie-fields.js';
import { fromMessage } from './movie-messages.js';
import { readSelection } from './movie-selection.js';
import { UpdateMask } from './update-mask.js';

type Counts<Response> = Omit<Response, 'revision' | 'changes'>;

/** @throws RpcError with every violation */
export function readBatchUpdate(request: v1.BatchUpdateMoviesRequest): Decide<Counts<v1.BatchUpdateMoviesResponse>> {
  const violations = new FieldViolations();
  const select = readSelection(request, violations);
  const mask = readMask(request.updateMask, violations);
  const given = mask.sample(fromMessage(request.movie));
  if (request.movie) violations.addMovie(given, mask.fields);
  else violations.add('movie', 'is required; leave the fields out of it that the update clears');
  violations.throwIfAny();
  return (movies) => {
    const selected = select(movies);
    const changed = selected.flatMap((movie) => {
      const after = mask.apply(movie, given);
      return sameMovie(movie, after) ? [] : [after];
    });
    // All else was right before, or is in the request. To look at all of it takes as long as the rest of the decision.
    if (mask.mayAddLabels) checkEach(changed.filter(hasTooManyLabels));
    return {
      changes: changed.map((after) => ({ id: after.id, after })),
      result: { updatedCount: changed.length, unchangedCount: selected.length - changed.length },
    };
  };
}

/** @throws RpcError with every violation */
export function readBatchDelete(request: v1.BatchDeleteMoviesRequest): Decide<Counts<v1.BatchDeleteMoviesResponse>> {
  const violations = new FieldViolations();
  const select = readSelection(request, violations);
  violations.throwIfAny();
  return (movies) => {
    const changes = select(movies).map(({ id }) => ({ id, after: undefined }));
    return { changes, result: { deletedCount: changes.length } };
  };
}

function readMask(paths: readonly string[] | undefined, violations: FieldViolations): UpdateMask {
  if (paths === undefined || paths.length === 0)
    violations.add('update_mask', 'is required, and names the fields to change');
  return UpdateMask.read(paths ?? [], violations, { fields: CHANGEABLE_TOGETHER, mayBeAll: false });
}

function hasTooManyLabels({ labels }: Movie): boolean {
  return Object.keys(labels).length > MAX_LABELS;
}

/** @throws RpcError if one of the movies would break a rule, with the movie */
function checkEach(movies: readonly Movie[]): void {
  const violations = new FieldViolations();
  for (const movie of movies) {
    for (const { field, description } of violationsOf(movie)) {
      violations.add(`movie.${field}`, `${description}, in the movie ${quoted(movie.id)}`);
    }
  }
  violations.throwIfAny();
}
