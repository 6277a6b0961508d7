import { type Column, parseHeader } from './csv-header.js';
import { type CsvRow, csvLine, csvRows } from './csv-rows.js';
import { FIELD_NAMES, type FieldName } from './field-names.js';
import type { FileRecord, Format } from './format.js';
import { FormatError } from './format-error.js';
import { formatGenres, parseGenres } from './genre-list.js';
import { inertText, plainText } from './inert-text.js';
import { type FileMovie, parseRecord } from './movie-record.js';
import { RecordProblem } from './record-problem.js';

/** One movie a row below a header, as in RFC 4180 or as spreadsheets write it; genres are separated by semicolons. */
export const csv: Format = {
  async *read(text, options = {}) {
    let header: readonly Column[] | undefined;
    for await (const row of csvRows(text)) {
      if (header) {
        if (row.fields.some((field) => field !== '') || row.problem)
          yield { place: row.line, movie: parseRow(header, row) };
      } else if (row.problem) throw new FormatError(`The file is not CSV: line ${row.line} ${row.problem.message}.`);
      else header = parseHeader(row.fields, options);
    }
    if (!header) throw new FormatError(`The file is empty. Its first line must be ${FIELD_NAMES.join()}.`);
  },

  async *write(movies, { excel = false } = {}) {
    yield `${excel ? '\ufeff' : ''}${csvLine(FIELD_NAMES)}`;
    for await (const movie of movies) yield csvLine(toRow(movie).map((text) => inertText(text, excel)));
  },

  where: (place) => `line ${place}`,
};

function parseRow(header: readonly Column[], row: CsvRow): FileRecord['movie'] {
  const { fields, delimiter } = row;
  if (row.problem) return row.problem;
  const isTooLong = fields.slice(header.length).some((field) => field !== '');
  if (fields.length < header.length || isTooLong) {
    return new RecordProblem(`has ${fields.length} fields, and the header has ${header.length}`);
  }
  const unnamed = header.findIndex((column, index) => column === 'unnamed' && fields[index] !== '');
  if (unnamed >= 0) return new RecordProblem(`has text in column ${unnamed + 1}, which has no name`);
  const text = (name: FieldName) => plainText(fields[header.indexOf(name)] ?? '');
  return parseRecord({
    id: text('id'),
    title: text('title'),
    director: text('director'),
    rating: parseNumber(text('rating'), delimiter !== ','),
    releaseYear: parseNumber(text('releaseYear'), delimiter !== ','),
    genres: parseGenres(text('genres')),
  });
}

/** Text that is not a number stays text, which `parseRecord` then reports. */
function parseNumber(text: string, hasDecimalComma: boolean): number | string {
  if (text.trim() === '') return 0;
  const number = hasDecimalComma ? text.replace(',', '.') : text;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(number) ? Number(number) : text;
}

function toRow({ id, title, rating, director, releaseYear, genres }: FileMovie): readonly string[] {
  return [id, title, String(rating), director, releaseYear ? String(releaseYear) : '', formatGenres(genres)];
}
