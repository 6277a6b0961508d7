import type { FileRecord, Format } from './format.js';
import { fromRecord, RecordProblem, toRecord } from './movie-record.js';

/** One JSON object a line. */
export const ndjson: Format = {
  async *read(text) {
    let place = 0;
    for await (const line of linesOf(text)) {
      place += 1;
      if (line.trim() !== '') yield { place, movie: parseLine(line) };
    }
  },

  async *write(movies) {
    for await (const movie of movies) yield `${JSON.stringify(toRecord(movie))}\n`;
  },

  where: (place) => `line ${place}`,
};

function parseLine(line: string): FileRecord['movie'] {
  try {
    return fromRecord(JSON.parse(line));
  } catch (error) {
    if (error instanceof RecordProblem) return error;
    return new RecordProblem('is not JSON', { cause: error });
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of text) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}
