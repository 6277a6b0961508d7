import { Readable } from 'node:stream';
import type { Movie } from '../../movie.js';
import { type FileRecord, type Format, MAX_RECORD_LENGTH } from './format.js';
import { FormatError } from './format-error.js';
import { formatGenres, parseGenres } from './genre-list.js';
import { parseRecord, RecordProblem } from './movie-record.js';

const COLUMNS = ['id', 'title', 'rating', 'director', 'releaseYear', 'genres'] as const;
type ColumnName = (typeof COLUMNS)[number];

/** One movie a row below a header, as in RFC 4180; genres are separated by semicolons. */
export const csv: Format = {
  async *read(text) {
    let header: readonly ColumnName[] | undefined;
    for await (const { fields, line } of rows(text)) {
      if (header) yield { place: line, movie: parseRow(header, fields) };
      else header = parseHeader(fields);
    }
    if (!header) throw new FormatError(`The file is empty. Its first line must be ${COLUMNS.join()}.`);
  },

  async *write(movies) {
    const { stringify } = await import('csv-stringify/sync');
    yield stringify([COLUMNS]);
    for await (const movie of movies) yield stringify([toRow(movie)]);
  },

  where: (place) => `line ${place}`,
};

interface Row {
  readonly fields: readonly string[];
  /** The line that it starts on. */
  readonly line: number;
}

async function* rows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  // Like csv-stringify, loaded only when there is CSV, so that the commands start faster.
  const { CsvError, parse } = await import('csv-parse');
  let end = 0;
  const parser = parse({
    info: true,
    on_record: (item, { lines }) => {
      end = lines;
      return item;
    },
    max_record_size: MAX_RECORD_LENGTH,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  try {
    // csv-parse types its items as `any`; with `info` they are these.
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<CsvItem>) {
      yield { fields: record, line: info.lines - record.join('').split(/\r\n|\n|\r/).length + 1 };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const problem = error.code === 'CSV_MAX_RECORD_SIZE' ? tooLong(end) : `${error.message}.`;
    throw new FormatError(`The file is not CSV: ${problem}`, { cause: error });
  } finally {
    source.destroy();
  }
}

/** @param line where the row before it ends; 0 for the first row */
function tooLong(line: number): string {
  const row = line === 0 ? 'the first row' : `the row after line ${line}`;
  return `${row} has more than ${MAX_RECORD_LENGTH.toLocaleString('en')} characters. Does it lack a closing quotation mark?`;
}

interface CsvItem {
  readonly record: readonly string[];
  /** `lines` counts to the end of the record. */
  readonly info: { readonly lines: number };
}

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

function toRow({ id, title, rating, director, releaseYear, genres }: Movie): readonly string[] {
  return [id, title, String(rating), director, releaseYear ? String(releaseYear) : '', formatGenres(genres)];
}
