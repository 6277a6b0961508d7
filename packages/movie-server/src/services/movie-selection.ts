import { idProblem, type Movie, type MovieMatcher, type MoviesNow, matcherOf } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import { movieError } from './error-reasons.js';
import type { FieldViolations } from './field-violations.js';
import { readFilter } from './filter-request.js';
import { movieNotFound } from './movie-errors.js';

/** The most ids that one request names. */
const MAX_IDS = 10_000;

/** What the requests for many movies have in common. */
type BatchRequest = Pick<v1.BatchUpdateMoviesRequest, 'selection' | 'expectedCount' | 'validateOnly'>;

/**
 * The movies that a batch write selects.
 *
 * @throws RpcError if one of the ids doesn't exist, or if they are not as many as expected
 */
export type SelectMovies = (movies: MoviesNow) => Movie[];

/** @param violations gets what is wrong with the selection */
export function readSelection(
  { selection, expectedCount, validateOnly }: BatchRequest,
  violations: FieldViolations,
): SelectMovies {
  const find = readChoice(selection, violations);
  if (selection?.$case === 'filter' && expectedCount === undefined && !validateOnly) {
    violations.add('expected_count', 'is required with a filter, unless validate_only is set');
  }
  if (expectedCount !== undefined && expectedCount < 0) {
    violations.add('expected_count', `must be 0 or more, and is ${expectedCount}`);
  }
  return (movies) => {
    const found = find(movies);
    checkCount(found.length, expectedCount);
    return found;
  };
}

function readChoice(selection: BatchRequest['selection'], violations: FieldViolations): SelectMovies {
  if (selection?.$case === 'ids') return selectIds(selection.value.ids, violations);
  if (selection?.$case === 'filter') return selectMatching(matcherOf(readFilter(selection.value, violations)));
  violations.add('selection', 'must be ids or a filter');
  return () => [];
}

function selectIds(ids: readonly string[], violations: FieldViolations): SelectMovies {
  if (ids.length > MAX_IDS) violations.add('ids.ids', `must be at most ${MAX_IDS}, and are ${ids.length}`);
  else for (const [index, id] of ids.entries()) violations.add(`ids.ids[${index}]`, idProblem(id));
  const each = new Set(ids);
  return ({ get }) =>
    Array.from(each, (id) => {
      const movie = get(id);
      if (!movie) throw movieNotFound(id);
      return movie;
    });
}

function selectMatching(matches: MovieMatcher | undefined): SelectMovies {
  return ({ values }) => {
    const found: Movie[] = [];
    for (const movie of values()) if (matches?.(movie) ?? true) found.push(movie);
    return found;
  };
}

function checkCount(count: number, expected: number | undefined): void {
  if (expected === undefined || count === expected) return;
  const message = `The selection has ${count} movies, and ${expected} were expected; nothing was changed.`;
  const metadata = { selected_count: `${count}`, expected_count: `${expected}` };
  throw movieError('COUNT_MISMATCH', message, { metadata });
}
