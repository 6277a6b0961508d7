import type { FileRecord, Format } from './format.js';
import { parseRecord, RecordProblem, toRecord } from './movie-record.js';

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
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return new RecordProblem('is not JSON', { cause: error });
  }
  return parseRecord(record);
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}
