import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { stringify } from 'csv-stringify/sync';
import { CommandError } from '../cli/command-error.js';
import { EXIT } from '../cli/exit-code.js';
import type { Movie } from '../movie-input.js';
import type { FileRecord, Format } from './format.js';
import { fromRecord, RecordProblem } from './movie-record.js';

const COLUMNS = ['id', 'title', 'rating', 'director', 'releaseYear', 'genres'] as const;
type ColumnName = (typeof COLUMNS)[number];

/** One movie a row under a header, as RFC 4180 has it; genres are separated by semicolons. */
export const csv: Format = {
  async *read(text) {
    let header: readonly ColumnName[] | undefined;
    for await (const { fields, line } of rows(text)) {
      if (header) yield { place: line, movie: parseRow(header, fields) };
      else header = parseHeader(fields);
    }
    if (!header) throw new CommandError(EXIT.usage, `The file is empty. Its first line must be ${COLUMNS.join()}.`);
  },

  async *write(movies) {
    yield stringify([COLUMNS]);
    for await (const movie of movies) yield stringify([toRow(movie)]);
  },

  where: (place) => `line ${place}`,
};

interface Row {
  readonly fields: readonly string[];
  /** The line that it begins on. */
  readonly line: number;
}

async function* rows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  const parser = parse({
    info: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(text);
  source.on('error', (error) => parser.destroy(error));
  try {
    // The type of the parser's items is `any`; with `info` they are these.
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<CsvItem>) {
      yield { fields: record, line: info.lines - record.join('').split(/\r\n|\n|\r/).length + 1 };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new CommandError(EXIT.usage, `The file is not CSV: ${error.message}.`, { cause: error });
  } finally {
    source.destroy();
  }
}

interface CsvItem {
  readonly record: readonly string[];
  /** `lines` counts to the end of the record. */
  readonly info: { readonly lines: number };
}

function parseHeader(names: readonly string[]): readonly ColumnName[] {
  const header = names.map((name) => {
    const column = COLUMNS.find((candidate) => plain(candidate) === plain(name));
    if (column) return column;
    throw new CommandError(
      EXIT.usage,
      `The file has the column ${JSON.stringify(name)}, which is not a field of a movie. Its first line must name ` +
        `its columns, separated by commas, out of ${COLUMNS.join()}.`,
    );
  });
  const twice = header.find((column, index) => header.indexOf(column) < index);
  if (twice) throw new CommandError(EXIT.usage, `The file has the column ${twice} twice. Remove one of them.`);
  return header;
}

/** `Release Year` and `release_year` are `releaseYear`. */
function plain(name: string): string {
  return name.replace(/[\s_-]/g, '').toLowerCase();
}

function parseRow(header: readonly ColumnName[], fields: readonly string[]): FileRecord['movie'] {
  if (fields.length !== header.length) {
    return new RecordProblem(`has ${fields.length} fields, and the header has ${header.length}`);
  }
  const texts = new Map(header.map((name, index) => [name, fields[index] ?? '']));
  try {
    return fromRecord({
      id: texts.get('id'),
      title: texts.get('title'),
      director: texts.get('director'),
      rating: parseNumber(texts.get('rating')),
      releaseYear: parseNumber(texts.get('releaseYear')),
      genres: splitGenres(texts.get('genres')),
    });
  } catch (error) {
    if (error instanceof RecordProblem) return error;
    throw error;
  }
}

/** What is not a number stays text, for `fromRecord` to complain of. */
function parseNumber(text = ''): number | string {
  if (text.trim() === '') return 0;
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : text;
}

function toRow({ id, title, rating, director, releaseYear, genres }: Movie): readonly string[] {
  const escaped = genres.map((genre) => genre.replace(/[\\;]|^\s|\s$/g, '\\$&'));
  return [id, title, String(rating), director, releaseYear ? String(releaseYear) : '', escaped.join(';')];
}

/**
 * The opposite of `toRow`: a semicolon or backslash of a genre's own has a backslash before it, and so has white space at
 * its ends, since people write white space after a semicolon.
 */
function splitGenres(text = ''): readonly string[] {
  const genres: string[] = [];
  let characters: string[] = [];
  for (const character of [...(text.match(/\\?./gsu) ?? []), ';']) {
    if (character !== ';') {
      characters.push(character);
      continue;
    }
    genres.push(genreOf(characters));
    characters = [];
  }
  return genres.length === 1 && genres[0] === '' ? [] : genres;
}

function genreOf(characters: readonly string[]): string {
  const isText = (character: string) => character.trim() !== '';
  const trimmed = characters.slice(Math.max(0, characters.findIndex(isText)), characters.findLastIndex(isText) + 1);
  return trimmed.map((character) => character.replace(/^\\(?=.)/s, '')).join('');
}
