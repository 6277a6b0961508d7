import { CommandError } from '../cli/command-error.js';
import { EXIT } from '../cli/exit-code.js';
import type { FileRecord, Format } from './format.js';
import { fromRecord, RecordProblem, toRecord } from './movie-record.js';

/** The database's own form, `{"movies": […]}`. It is read whole, since JSON can't be read in parts. */
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

async function readRecords(text: AsyncIterable<string>): Promise<readonly unknown[]> {
  const pieces: string[] = [];
  for await (const piece of text) pieces.push(piece);
  const content = parseJson(pieces.join(''));
  if (Array.isArray(content)) return content;
  if (typeof content === 'object' && content !== null && 'movies' in content && Array.isArray(content.movies)) {
    return content.movies;
  }
  throw new CommandError(EXIT.usage, 'The file has no "movies" array. It must be {"movies": […]}.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const before = text.slice(0, Number(/at position (\d+)/.exec(message)?.[1] ?? text.length)).split('\n');
    const place = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    throw new CommandError(EXIT.usage, `The file is not JSON: it can't be read on from ${place}.`, { cause: error });
  }
}

function parseRecord(record: unknown): FileRecord['movie'] {
  try {
    return fromRecord(record);
  } catch (error) {
    if (error instanceof RecordProblem) return error;
    throw error;
  }
}
