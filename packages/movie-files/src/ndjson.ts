import type { ReadOptions } from './field-names.js';
import { type Format, MAX_RECORD_LENGTH } from './format.js';
import { badRecord, type ParsedRecord, parseRecord, toRecord } from './movie-record.js';
import { RecordProblem, tooLong } from './record-problem.js';

/** One JSON object a line. */
export const ndjson: Format = {
  async *read(text, options = {}) {
    for await (const { line, place } of linesOf(text)) {
      if (line instanceof RecordProblem) yield { place, ...badRecord(line) };
      else if (line.trim() !== '') yield { place, ...parseLine(line, options) };
    }
  },

  async *write(movies, options) {
    for await (const movie of movies) yield `${JSON.stringify(toRecord(movie, options))}\n`;
  },

  where: (place) => `line ${place}`,
};

function parseLine(line: string, options: ReadOptions): ParsedRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return badRecord(new RecordProblem('is not JSON', {}, { cause: error }));
  }
  return parseRecord(record, options);
}

interface Line {
  readonly line: string | RecordProblem;
  readonly place: number;
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<Line> {
  // Joined only when the line is complete: joining chunk by chunk would read a long line again with each chunk.
  let parts: string[] = [];
  let length = 0;
  let place = 1;
  for await (const chunk of text) {
    for (const [index, part] of chunk.split('\n').entries()) {
      if (index > 0) {
        if (length <= MAX_RECORD_LENGTH) yield { line: parts.join(''), place };
        parts = [];
        length = 0;
        place += 1;
      }
      const wasShort = length <= MAX_RECORD_LENGTH;
      length += part.length;
      if (length <= MAX_RECORD_LENGTH) parts.push(part);
      // Said at once, since such a line may have no end.
      else if (wasShort) yield { line: tooLong(MAX_RECORD_LENGTH, 'if the file is JSON, add --format json'), place };
    }
  }
  if (length <= MAX_RECORD_LENGTH) yield { line: parts.join(''), place };
}
