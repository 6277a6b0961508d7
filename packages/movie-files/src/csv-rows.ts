import { MAX_RECORD_LENGTH } from './format.js';
import { FormatError } from './format-error.js';

/** One row of a CSV file. */
export interface CsvRow {
  readonly fields: readonly string[];
  /** The line that it starts on, from 1. */
  readonly line: number;
}

/**
 * The rows of a CSV file (RFC 4180) as they come, without empty lines.
 *
 * @throws FormatError at the first place that isn't CSV
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<CsvRow, void, undefined> {
  const reader = new RowReader();
  for await (const chunk of text) yield* reader.read(chunk);
  yield* reader.end();
}

/** One row as a line of a CSV file. */
export function csvLine(fields: readonly string[]): string {
  const quoted = fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
  return `${quoted.join(',')}\n`;
}

/** Where a reader is: before a field, in one, in quotation marks, or after the closing one. */
type State = 'before' | 'plain' | 'quoted' | 'closed';

class RowReader {
  #state: State = 'before';
  #fields: string[] = [];
  /** The parts of the field that is being read; joined once. */
  #parts: string[] = [];
  /** How many characters of the row have been read. */
  #length = 0;
  #line = 1;
  #rowLine = 1;
  /** Whether the last character was a carriage return, whose line feed is no line of its own. */
  #afterReturn = false;

  *read(chunk: string): Generator<CsvRow> {
    let at = 0;
    while (at < chunk.length) {
      if (this.#state === 'quoted') at = this.#readQuoted(chunk, at);
      else {
        const end = nextOf(/[,"\r\n]/g, chunk, at);
        if (end > at) this.#addPlain(chunk.slice(at, end));
        at = end + 1;
        const row = end < chunk.length ? this.#takeMark(chunk.charAt(end)) : undefined;
        if (row) yield row;
      }
    }
  }

  *end(): Generator<CsvRow> {
    if (this.#state === 'quoted') throw notCsv(`the row on line ${this.#rowLine} lacks a closing quotation mark.`);
    const row = this.#endRow();
    if (row) yield row;
  }

  /** @returns where it goes on */
  #readQuoted(chunk: string, at: number): number {
    const end = nextOf(/"/g, chunk, at);
    const text = chunk.slice(at, end);
    this.#countLines(text);
    this.#add(text);
    if (end < chunk.length) this.#state = 'closed';
    return end + 1;
  }

  #addPlain(text: string): void {
    if (this.#state === 'closed') throw notCsv(`line ${this.#line} has text after a closing quotation mark.`);
    this.#state = 'plain';
    this.#afterReturn = false;
    this.#add(text);
  }

  /** @returns the row that a mark ends */
  #takeMark(mark: string): CsvRow | undefined {
    const isFeed = mark === '\n' && this.#afterReturn;
    this.#afterReturn = mark === '\r';
    if (isFeed) return undefined;
    if (mark === '"') this.#openQuotes();
    else if (mark === ',') this.#endField();
    else {
      const row = this.#endRow();
      this.#line += 1;
      this.#rowLine = this.#line;
      return row;
    }
    return undefined;
  }

  #openQuotes(): void {
    if (this.#state === 'plain') {
      throw notCsv(`line ${this.#line} has a quotation mark within a field that doesn't begin with one.`);
    }
    // A second one, right after the closing one, is one of the text.
    if (this.#state === 'closed') this.#add('"');
    this.#state = 'quoted';
  }

  #add(text: string): void {
    this.#length += text.length;
    if (this.#length > MAX_RECORD_LENGTH) throw notCsv(tooLong(this.#rowLine));
    this.#parts.push(text);
  }

  #endField(): void {
    // A row of commas alone grows, too.
    this.#add('');
    this.#length += 1;
    this.#fields.push(this.#parts.join(''));
    this.#parts = [];
    this.#state = 'before';
  }

  #endRow(): CsvRow | undefined {
    const isEmpty = this.#state === 'before' && this.#fields.length === 0;
    if (isEmpty) return undefined;
    this.#endField();
    const row = { fields: this.#fields, line: this.#rowLine };
    this.#fields = [];
    this.#length = 0;
    return row;
  }

  #countLines(text: string): void {
    for (const [lineEnd] of text.matchAll(/\r\n|\r|\n/g)) if (lineEnd) this.#line += 1;
    // Its other half may have come with the chunk before.
    if (this.#afterReturn && text.startsWith('\n')) this.#line -= 1;
    if (text !== '') this.#afterReturn = text.endsWith('\r');
  }
}

/** Where a text has the next match of a pattern; its length if it has none. */
function nextOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function notCsv(problem: string): FormatError {
  return new FormatError(`The file is not CSV: ${problem}`);
}

function tooLong(rowLine: number): string {
  const row = rowLine === 1 ? 'the first row' : `the row after line ${rowLine - 1}`;
  return `${row} has more than ${MAX_RECORD_LENGTH.toLocaleString('en')} characters. Does it lack a closing quotation mark?`;
}
