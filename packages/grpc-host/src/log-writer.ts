import type { DestinationStream } from 'pino';
import { messageOf } from './message-of.js';

/** How long a line waits for others at most, in milliseconds, to be written with them. */
const BATCH_MS = 100;

/** How much may wait for a reader, in characters. */
const MAX_WAITING = 2 ** 20;

/** How long the output is left alone after it has failed, in milliseconds. */
const RETRY_MS = 1_000;

/** Where the lines of a log go. */
export interface LogWriterOptions {
  readonly output: NodeJS.WriteStream;
  /** Where it says that lines are dropped, while the output can't take them. */
  readonly errors: NodeJS.WritableStream;
  /** From how many characters on lines are written at once; until then, they wait for others. */
  readonly batchLength: number;
  /** What a line in JSON is written as. */
  readonly format: (line: string) => string;
  /** Called when the output takes lines again after some were dropped. */
  readonly onGap: (dropped: number) => void;
}

/**
 * Writes the lines of a log several at a time: a system call for each would be a tenth of the cost of a call. A process
 * that is killed may lose its last tenth of a second.
 *
 * Lines are dropped while the output fails, as a full disk or a pipe without a reader does, and while its reader is too
 * slow. Neither ends the process or fills its memory.
 */
export class LogWriter implements DestinationStream {
  readonly #options: LogWriterOptions;
  #text = '';
  #lines = 0;
  #timer: NodeJS.Timeout | undefined;
  #dropped = 0;
  /** How many were dropped when the log last said so. */
  #reported = 0;
  #retryAt = 0;
  #isTorn = false;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    // Writes report their errors themselves, but an error that nobody listens for ends the process.
    for (const stream of [options.output, options.errors]) stream.on('error', () => {});
  }

  /** How many lines were dropped since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    this.#text += this.#options.format(line);
    this.#lines += 1;
    if (this.#text.length >= this.#options.batchLength) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  /** Writes the lines that wait for others. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const [text, lines] = [this.#text, this.#lines];
    [this.#text, this.#lines] = ['', 0];
    const { output } = this.#options;
    if (lines === 0) return;
    if (performance.now() < this.#retryAt) this.#dropped += lines;
    else if (output.writableLength > MAX_WAITING) this.#drop(lines, 'nobody reads it');
    else output.write(this.#isTorn ? `\n${text}` : text, (error) => this.#ended(lines, error));
  }

  #ended(lines: number, error: Error | null | undefined): void {
    if (error) {
      this.#retryAt = performance.now() + RETRY_MS;
      // A disk that filled up may hold the beginning of a line.
      this.#isTorn = true;
      this.#drop(lines, messageOf(error));
      return;
    }
    this.#isTorn = false;
    // The line that says so would be dropped, too, while too much waits.
    if (this.#dropped === this.#reported || this.#options.output.writableLength > MAX_WAITING) return;
    this.#reported = this.#dropped;
    this.#options.onGap(this.#dropped);
  }

  #drop(lines: number, reason: string): void {
    if (this.#dropped === this.#reported) {
      this.#options.errors.write(`The log can't be written: ${reason}. The server goes on without it.\n`);
    }
    this.#dropped += lines;
  }
}
