import type { BroughtField, FileMovie } from 'movie-files';
import type { ImportRecord } from 'movie-proto/web';
import { FIELD_NAMES, type Field, type WholeMovie } from '../movie-fields.js';

/** What the paths of single labels begin with, in a file as in the contract. */
const LABEL = 'labels.';

/** What an import sends for a record of a file: its movie, and that only the fields that it brings may change. */
export function importRecord(movie: FileMovie, brings: readonly BroughtField[]): ImportRecord {
  const { id, title, rating, director, releaseYear, genres, labels, etag } = movie;
  const lists = { genres: [...genres], labels: { ...labels } };
  return {
    movie: { id, title, rating, director, releaseYear, ...lists, etag } satisfies WholeMovie,
    updateMask: brings.map(maskPath),
  };
}

function maskPath(field: BroughtField): string {
  if (!isLabelPath(field)) return FIELD_NAMES[field].wireName;
  const key = field.slice(LABEL.length);
  // AIP-161.
  return LABEL + (/^[A-Za-z0-9_]+$/.test(key) ? key : `\`${key}\``);
}

function isLabelPath(field: BroughtField): field is Exclude<BroughtField, Field> {
  return field.startsWith(LABEL);
}
