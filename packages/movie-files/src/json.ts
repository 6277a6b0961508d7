import type { Format } from './format.js';
import { FormatError } from './format-error.js';
import { parseRecord, toRecord } from './movie-record.js';

/** The database's own format, `{"movies": […]}`. It is read as a whole, since JSON can't be parsed in parts. */
export const json: Format = {
  async *read(text) {
    for (const [place, record] of (await readRecords(text)).entries()) yield { place, movie: parseRecord(record) };
  },

  async *write(movies) {
    let separator = '';
    yield '{\n  "movies": [';
    for await (const movie of movies) {
      yield `${separator}\n${JSON.stringify(toRecord(movie), undefined, 2).replace(/^/gm, '    ')}`;
      separator = ',';
    }
    yield separator === '' ? ']\n}\n' : '\n  ]\n}\n';
  },

  where: (place) => `movies[${place}]`,
};

/** The longest text that Node and Chromium can hold, in UTF-16 units. */
const MAX_LENGTH = 2 ** 29 - 24;

const TOO_LARGE =
  'The file is too large to be read as JSON, which is read whole. Convert it to one JSON object a line (.ndjson).';

async function readRecords(text: AsyncIterable<string>): Promise<readonly unknown[]> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of text) {
    length += chunk.length;
    if (length > MAX_LENGTH) throw new FormatError(TOO_LARGE);
    chunks.push(chunk);
  }
  const content = parseJson(chunks.join(''));
  if (Array.isArray(content)) return content;
  if (typeof content === 'object' && content !== null && 'movies' in content && Array.isArray(content.movies)) {
    return content.movies;
  }
  throw new FormatError('The file has no "movies" array. It must be {"movies": […]}.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = errorMessage(error);
    const place = placeIn(text, message);
    const problem = place === undefined ? message : `see ${place}`;
    throw new FormatError(`The file is not valid JSON: ${problem}.`, { cause: error });
  }
}

function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Where the parser stopped. Firefox names the line, and V8 the position, or shows the text around it. */
function placeIn(text: string, message: string): string | undefined {
  const [, line, column] = /at line (\d+) column (\d+)/.exec(message) ?? [];
  if (line !== undefined) return `line ${line}, column ${column}`;
  const position = /at position (\d+)/.exec(message)?.[1] ?? (/\bend of\b/.test(message) ? text.length : undefined);
  if (position === undefined) return undefined;
  const before = text.slice(0, Number(position)).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
