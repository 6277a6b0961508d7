import { type FileRecord, type Format, MAX_RECORD_LENGTH } from './format.js';
import { FormatError } from './format-error.js';
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
  // Joined only when the line is complete: joining chunk by chunk would read a long line again with each chunk.
  let parts: string[] = [];
  let length = 0;
  let place = 1;
  const add = (part: string) => {
    length += part.length;
    if (length > MAX_RECORD_LENGTH) throw new FormatError(tooLong(place));
    parts.push(part);
  };
  for await (const chunk of text) {
    const lines = chunk.split('\n');
    const rest = lines.pop() ?? '';
    for (const line of lines) {
      add(line);
      yield parts.join('');
      parts = [];
      length = 0;
      place += 1;
    }
    add(rest);
  }
  yield parts.join('');
}

function tooLong(place: number): string {
  const limit = MAX_RECORD_LENGTH.toLocaleString('en');
  return `Line ${place} has more than ${limit} characters, so it is not one movie. If the file is JSON, add --format json.`;
}
