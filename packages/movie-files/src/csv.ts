import { type Column, parseHeader } from './csv-header.js';
import { type CsvRow, csvLine, csvRows } from './csv-rows.js';
import { FIELD_NAMES, type FieldName, type ReadOptions } from './field-names.js';
import type { FileRecord, Format } from './format.js';
import { FormatError } from './format-error.js';
import { formatGenres, parseGenres } from './genre-list.js';
import { inertText, plainText } from './inert-text.js';
import { isLetterboxdTitle, type ListExport, listExportOf, withSiteNames } from './list-exports.js';
import { type FileMovie, parseRecord } from './movie-record.js';
import { RecordProblem } from './record-problem.js';

/** One movie a row below a header, as in RFC 4180 or as spreadsheets write it; genres are separated by semicolons. */
export const csv: Format = {
  async *read(text, options = {}) {
    let layout: Layout | undefined;
    let isLetterboxdList = false;
    for await (const row of csvRows(text)) {
      const { fields, line, problem } = row;
      if (layout) {
        if (problem || fields.some((field) => field !== '')) yield { place: line, movie: parseRow(layout, row) };
      } else if (problem) {
        throw new FormatError(`The file is not CSV: line ${line} ${problem.message}.`);
      } else {
        isLetterboxdList ||= isLetterboxdTitle(fields);
        // Its own columns come after those that describe the list.
        if (!isLetterboxdList || fields[0] === 'Position') layout = layoutOf(fields, options);
      }
    }
    if (!layout) throw new FormatError(`The file is empty. Its first line must be ${FIELD_NAMES.join()}.`);
  },

  async *write(movies, { excel = false } = {}) {
    yield `${excel ? '\ufeff' : ''}${csvLine(FIELD_NAMES)}`;
    for await (const movie of movies) yield csvLine(toRow(movie).map((text) => inertText(text, excel)));
  },

  where: (place) => `line ${place}`,
};

interface Layout {
  readonly header: readonly Column[];
  /** The site whose export the file is. */
  readonly site: ListExport | undefined;
}

function layoutOf(fields: readonly string[], options: ReadOptions): Layout {
  const site = listExportOf(fields);
  return { header: parseHeader(fields, site ? withSiteNames(site, fields, options) : options), site };
}

function parseRow({ header, site }: Layout, row: CsvRow): FileRecord['movie'] {
  const { fields, delimiter } = row;
  if (row.problem) return row.problem;
  const isTooLong = fields.slice(header.length).some((field) => field !== '');
  if (fields.length < header.length || isTooLong) {
    return new RecordProblem(`has ${fields.length} fields, and the header has ${header.length}`);
  }
  const unnamed = header.findIndex((column, index) => column === 'unnamed' && fields[index] !== '');
  if (unnamed >= 0) return new RecordProblem(`has text in column ${unnamed + 1}, which has no name`);
  const text = (name: FieldName) => plainText(fields[header.indexOf(name)] ?? '');
  const rating = parseNumber(text('rating'), delimiter !== ',');
  return parseRecord({
    id: text('id'),
    title: text('title'),
    director: text('director'),
    rating: typeof rating === 'number' ? rating * (site?.ratingFactor ?? 1) : rating,
    releaseYear: parseNumber(text('releaseYear'), delimiter !== ','),
    genres: parseGenres(site ? text('genres').replaceAll(site.genreSeparator, ';') : text('genres')),
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
