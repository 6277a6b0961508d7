import {
  labelKeyProblem,
  labelValueProblem,
  MAX_BYTES,
  MAX_GENRES,
  MAX_LABELS,
  type MovieFilter,
  textProblem,
} from 'movie-catalog';
import type { v1 } from 'movie-proto';
import type { FieldViolations } from './field-violations.js';

/**
 * Reads the field `filter` of a request.
 *
 * @param filter undefined matches every movie
 * @param violations gets what is wrong with it
 */
export function readFilter(filter: v1.MovieFilter | undefined, violations: FieldViolations): MovieFilter {
  if (!filter) return {};
  const { titleContains, directorContains, allGenres, anyGenres, labels, text, rated } = filter;
  const { minRating, maxRating, minReleaseYear, maxReleaseYear } = filter;
  violations.add('filter.title_contains', textProblem(titleContains, MAX_BYTES.title));
  violations.add('filter.director_contains', textProblem(directorContains, MAX_BYTES.director));
  addGenres('filter.all_genres', allGenres, violations);
  violations.add('filter.min_rating', rangeViolation(minRating, maxRating, 'max_rating'));
  if (Number.isNaN(maxRating)) violations.add('filter.max_rating', 'must be a number');
  violations.add('filter.min_release_year', rangeViolation(minReleaseYear, maxReleaseYear, 'max_release_year'));
  addGenres('filter.any_genres', anyGenres, violations);
  addLabels(labels, violations);
  violations.add('filter.text', textProblem(text, MAX_BYTES.title));
  const read = { titleContains, directorContains, allGenres, anyGenres, labels, text, rated };
  const ranges = { minRating, maxRating, minReleaseYear, maxReleaseYear };
  // The types let conditions be left out, and so forgotten.
  return { ...read, ...ranges } satisfies Record<keyof v1.MovieFilter | keyof MovieFilter, unknown>;
}

function addGenres(name: string, genres: readonly string[], violations: FieldViolations): void {
  if (genres.length > MAX_GENRES) {
    violations.add(name, `must be at most ${MAX_GENRES}`);
    return;
  }
  for (const [index, genre] of genres.entries()) {
    const violation = genre === '' ? 'must not be empty' : textProblem(genre, MAX_BYTES.genre);
    violations.add(`${name}[${index}]`, violation);
  }
}

function addLabels(labels: readonly v1.LabelFilter[], violations: FieldViolations): void {
  if (labels.length > MAX_LABELS) {
    violations.add('filter.labels', `must be at most ${MAX_LABELS}`);
    return;
  }
  for (const [index, { key, value }] of labels.entries()) {
    violations.add(`filter.labels[${index}].key`, labelKeyProblem(key));
    if (value !== undefined) violations.add(`filter.labels[${index}].value`, labelValueProblem(value));
  }
}

function rangeViolation(min: number | undefined, max: number | undefined, maxName: string): string | undefined {
  if (Number.isNaN(min)) return 'must be a number';
  return min !== undefined && max !== undefined && min > max ? `must not be above ${maxName}` : undefined;
}
