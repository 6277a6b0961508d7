import { type BroughtField, type FileMovie, isLabelPath, labelKey } from 'movie-files';
import type { ImportMovie } from '../../movie.js';
import type { FieldName } from '../../movie-fields.js';

/** The fields of a movie that its record in a file brings, so that an import leaves the others as they are. */
export function broughtFields(movie: FileMovie, brings: readonly BroughtField[]): ImportMovie {
  const { id, etag, rating = null, ...others } = movie;
  // A field of the contract that files don't have would be lost by every export, so it doesn't compile.
  const all = { rating, ...others } satisfies Record<FieldName, unknown>;
  const fields: Record<string, unknown> = {};
  const setLabels: Record<string, string | null> = {};
  for (const path of brings) {
    if (isLabelPath(path)) setLabels[labelKey(path)] = movie.labels[labelKey(path)] ?? null;
    else fields[path] = all[path];
  }
  return { id, etag, ...fields, ...(Object.keys(setLabels).length > 0 && { setLabels }) };
}
