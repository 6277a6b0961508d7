import { type Format, MAX_RECORD_LENGTH } from './format.js';
import { FormatError } from './format-error.js';
import { type JsonItem, jsonItems } from './json-items.js';
import { findSyntaxError, lineAndColumn } from './json-syntax-error.js';
import { badRecord, parseRecord, toRecord } from './movie-record.js';
import { tooLong } from './record-problem.js';

/** Places from here on are indexes, for files with several records on a line. No file has so many lines. */
const FIRST_INDEX = 2 ** 40;

/** The database's own format, `{"movies": […]}`. It is read as a whole, since JSON can't be parsed in parts. */
export const json: Format = {
  async *read(text, options = {}) {
    const whole = await readWhole(text);
    const records = recordsOf(parseJson(whole));
    const items = jsonItems(whole);
    const hasLines = items.every(({ line }, index) => line !== items[index + 1]?.line);
    for (const [index, record] of records.entries()) {
      const item = items[index];
      const place = item && hasLines ? item.line : FIRST_INDEX + index;
      yield { place, ...(isTooLong(item) ? badRecord(tooLong(MAX_RECORD_LENGTH)) : parseRecord(record, options)) };
    }
  },

  async *write(movies, options) {
    let separator = '';
    yield '{\n  "movies": [';
    for await (const movie of movies) {
      const record = JSON.stringify(toRecord(movie, options), undefined, 2);
      // Only line feeds are JSON's own: a text may have line separators such as U+2028.
      yield `${separator}\n    ${record.replaceAll('\n', '\n    ')}`;
      separator = ',';
    }
    yield separator === '' ? ']\n}\n' : '\n  ]\n}\n';
  },

  where: (place) => (place < FIRST_INDEX ? `line ${place}` : `movies[${place - FIRST_INDEX}]`),
};

/** The longest text that Node and Chromium can hold, in UTF-16 units. */
const MAX_LENGTH = 2 ** 29 - 24;

const TOO_LARGE =
  'The file is too large to be read as JSON, which is read whole. Convert it to one JSON object a line (.ndjson).';

async function readWhole(text: AsyncIterable<string>): Promise<string> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of text) {
    length += chunk.length;
    if (length > MAX_LENGTH) throw new FormatError(TOO_LARGE);
    chunks.push(chunk);
  }
  return chunks.join('');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // What the engine says has the position of some errors only, and differs between engines.
    const place = lineAndColumn(text, findSyntaxError(text)?.index ?? text.length).replace(' column', ', column');
    throw new FormatError(`The file is not valid JSON: see ${place}.`, { cause: error });
  }
}

function recordsOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  if (typeof content === 'object' && content !== null && 'movies' in content && Array.isArray(content.movies)) {
    return content.movies;
  }
  throw new FormatError('The file has no "movies" array. It must be {"movies": […]}.');
}

function isTooLong(item: JsonItem | undefined): boolean {
  return item !== undefined && item.length > MAX_RECORD_LENGTH;
}
