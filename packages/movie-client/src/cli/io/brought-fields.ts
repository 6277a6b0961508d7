import { type BroughtField, type FileMovie, isLabelPath, labelKey } from 'movie-files';
import type { ImportMovie } from '../../movie.js';

/** The fields of a movie that its record in a file brings, so that an import leaves the others as they are. */
export function broughtFields(movie: FileMovie, brings: readonly BroughtField[]): ImportMovie {
  const { id, etag, rating = null, ...others } = movie;
  const all = { rating, ...others };
  const fields: Record<string, unknown> = {};
  const setLabels: Record<string, string | null> = {};
  for (const path of brings) {
    if (isLabelPath(path)) setLabels[labelKey(path)] = movie.labels[labelKey(path)] ?? null;
    else fields[path] = all[path];
  }
  return { id, etag, ...fields, ...(Object.keys(setLabels).length > 0 && { setLabels }) };
}
