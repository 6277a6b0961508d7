import { type Delimiter, delimiterOf, hasFirstLine, isSeparatorLine } from './csv-delimiter.js';
import { MAX_RECORD_LENGTH } from './format.js';
import { RecordProblem, tooLong } from './record-problem.js';

/** One row of a CSV file. */
export interface CsvRow {
  /** Empty if it has a problem. */
  readonly fields: readonly string[];
  /** The line that it starts on, from 1; if it has a problem, the line of that. */
  readonly line: number;
  /** What separates the fields of its file. */
  readonly delimiter: Delimiter;
  /** Why it is no row. */
  readonly problem?: RecordProblem;
}

/** The rows of a CSV file (RFC 4180, or with semicolons or tabs) as they come, without empty lines. */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<CsvRow, void, undefined> {
  let isFirst = true;
  for await (const row of allRows(text)) {
    if (!isFirst || !isSeparatorLine(row.fields)) yield row;
    isFirst = false;
  }
}

async function* allRows(text: AsyncIterable<string>): AsyncGenerator<CsvRow, void, undefined> {
  let reader: RowReader | undefined;
  let start = '';
  for await (const chunk of text) {
    if (reader) yield* reader.read(chunk);
    else {
      start += chunk;
      if (!hasFirstLine(start) && start.length <= MAX_RECORD_LENGTH) continue;
      reader = new RowReader(delimiterOf(start));
      yield* reader.read(start);
    }
  }
  if (!reader) {
    reader = new RowReader(delimiterOf(start));
    yield* reader.read(start);
  }
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
  readonly #delimiter: Delimiter;
  readonly #marks: RegExp;
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
  /** Whether the row has a problem, so that only its end is of interest. */
  #isBad = false;
  /** A problem that has been found since the last part that was read. */
  #found: CsvRow | undefined;

  constructor(delimiter: Delimiter) {
    this.#delimiter = delimiter;
    this.#marks = new RegExp(`[${delimiter}"\\r\\n]`, 'g');
  }

  /** A problem comes as soon as it is found: a row may have no end. */
  *read(chunk: string): Generator<CsvRow> {
    let at = 0;
    while (at < chunk.length) {
      let row: CsvRow | undefined;
      if (this.#state === 'quoted') at = this.#readQuoted(chunk, at);
      else {
        const end = nextOf(this.#marks, chunk, at);
        if (end > at) this.#addPlain(chunk.slice(at, end));
        at = end + 1;
        row = end < chunk.length ? this.#takeMark(chunk.charAt(end)) : undefined;
      }
      if (this.#found) yield this.#found;
      this.#found = undefined;
      if (row) yield row;
    }
  }

  *end(): Generator<CsvRow> {
    if (this.#state === 'quoted') {
      this.#fail(this.#rowLine, 'lacks a closing quotation mark, so that it goes on to the end of the file');
    }
    const row = this.#endRow();
    if (this.#found) yield this.#found;
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
    if (this.#state === 'closed') this.#fail(this.#line, 'has text after a closing quotation mark');
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
    else if (mark === this.#delimiter) this.#endField();
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
      this.#fail(this.#line, "has a quotation mark within a field that doesn't begin with one");
      return;
    }
    // A second one, right after the closing one, is one of the text.
    if (this.#state === 'closed') this.#add('"');
    this.#state = 'quoted';
  }

  #add(text: string): void {
    if (this.#isBad) return;
    this.#length += text.length;
    if (this.#length > MAX_RECORD_LENGTH) {
      this.#report(this.#rowLine, tooLong(MAX_RECORD_LENGTH, 'perhaps a closing quotation mark is missing'));
    } else this.#parts.push(text);
  }

  #fail(line: number, message: string): void {
    if (!this.#isBad) this.#report(line, new RecordProblem(message));
  }

  #report(line: number, problem: RecordProblem): void {
    this.#isBad = true;
    this.#found = { fields: [], line, delimiter: this.#delimiter, problem };
    this.#fields = [];
    this.#parts = [];
  }

  #endField(): void {
    // A row of separators alone grows, too.
    this.#add('');
    this.#length += 1;
    if (!this.#isBad) this.#fields.push(this.#parts.join(''));
    this.#parts = [];
    this.#state = 'before';
  }

  #endRow(): CsvRow | undefined {
    const isEmpty = this.#state === 'before' && this.#fields.length === 0;
    if (isEmpty && !this.#isBad) return undefined;
    this.#endField();
    const row = { fields: this.#fields, line: this.#rowLine, delimiter: this.#delimiter };
    const wasBad = this.#isBad;
    this.#fields = [];
    this.#length = 0;
    this.#isBad = false;
    return wasBad ? undefined : row;
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
