import { constants } from 'node:buffer';
import { errorMessage } from '../../error-message.js';
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

const TOO_LARGE =
  'The file is too large to be read as JSON, which is read whole. Convert it to one JSON object a line (.ndjson).';

async function readRecords(text: AsyncIterable<string>): Promise<readonly unknown[]> {
  const chunks: string[] = [];
  let length = 0;
  for await (const chunk of text) {
    length += chunk.length;
    if (length > constants.MAX_STRING_LENGTH) throw new FormatError(TOO_LARGE);
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
    // V8 names the position, unless the text ends too early.
    const position = /at position (\d+)/.exec(errorMessage(error))?.[1] ?? text.length;
    const before = text.slice(0, Number(position)).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new FormatError(`The file is not valid JSON: see ${place}.`, { cause: error });
  }
}
