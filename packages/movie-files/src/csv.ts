import { csvLine, csvRows } from './csv-rows.js';
import type { FileRecord, Format } from './format.js';
import { FormatError } from './format-error.js';
import { formatGenres, parseGenres } from './genre-list.js';
import { type FileMovie, parseRecord, RecordProblem } from './movie-record.js';

const COLUMNS = ['id', 'title', 'rating', 'director', 'releaseYear', 'genres'] as const;
type ColumnName = (typeof COLUMNS)[number];

/** One movie a row below a header, as in RFC 4180; genres are separated by semicolons. */
export const csv: Format = {
  async *read(text) {
    let header: readonly ColumnName[] | undefined;
    for await (const { fields, line } of csvRows(text)) {
      if (header) yield { place: line, movie: parseRow(header, fields) };
      else header = parseHeader(fields);
    }
    if (!header) throw new FormatError(`The file is empty. Its first line must be ${COLUMNS.join()}.`);
  },

  async *write(movies) {
    yield csvLine(COLUMNS);
    for await (const movie of movies) yield csvLine(toRow(movie));
  },

  where: (place) => `line ${place}`,
};

function parseHeader(names: readonly string[]): readonly ColumnName[] {
  const header = names.map(columnOf);
  const twice = header.find((column, index) => header.indexOf(column) < index);
  if (twice) throw new FormatError(`The file has the column ${twice} twice. Remove one of them.`);
  return header;
}

function columnOf(name: string): ColumnName {
  const column = COLUMNS.find((candidate) => normalized(candidate) === normalized(name));
  if (column) return column;
  throw new FormatError(
    `The file has the column ${JSON.stringify(name)}, which is not a field of a movie. Its first line must list ` +
      `its columns, separated by commas. They can be ${COLUMNS.join()}.`,
  );
}

/** `Release Year` and `release_year` are `releaseYear`. */
function normalized(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}

function parseRow(header: readonly ColumnName[], fields: readonly string[]): FileRecord['movie'] {
  if (fields.length !== header.length) {
    return new RecordProblem(`has ${fields.length} fields, and the header has ${header.length}`);
  }
  const texts = new Map(header.map((name, index) => [name, fields[index] ?? '']));
  return parseRecord({
    id: texts.get('id'),
    title: texts.get('title'),
    director: texts.get('director'),
    rating: parseNumber(texts.get('rating')),
    releaseYear: parseNumber(texts.get('releaseYear')),
    genres: parseGenres(texts.get('genres') ?? ''),
  });
}

/** Text that is not a number stays text, which `parseRecord` then reports. */
function parseNumber(text = ''): number | string {
  if (text.trim() === '') return 0;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : text;
}

function toRow({ id, title, rating, director, releaseYear, genres }: FileMovie): readonly string[] {
  return [id, title, String(rating), director, releaseYear ? String(releaseYear) : '', formatGenres(genres)];
}
