import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** How the log reads: lines for people, JSON for programs, or `auto`: by where it goes. */
export type LogFormat = 'auto' | 'pretty' | 'json';

/** The levels from which on lines are written. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A log, and the way to write what it holds back. */
export interface Log {
  readonly log: Logger;
  /** Call it before the process ends. */
  flush(): void;
}

/**
 * Creates the log of a server.
 *
 * @param output where it goes; `auto` is pretty on a terminal and JSON elsewhere
 */
export function createLog(level: LogLevel, format: LogFormat, output: NodeJS.WriteStream): Log {
  if (isPretty(format, output)) return { log: pino({ base: null, level }, prettyStream(output)), flush() {} };
  const batches = new LineBatches(output);
  return { log: pino({ base: null, level }, batches), flush: () => batches.flush() };
}

/** Whether the log is for people. */
export function isPretty(format: LogFormat, output: { readonly isTTY?: boolean }): boolean {
  return format === 'pretty' || (format === 'auto' && output.isTTY === true);
}

/** How long a line waits for others at most, in milliseconds, to be written with them. */
const BATCH_MS = 100;
const BATCH_LENGTH = 8192;

/**
 * Writes lines several at a time: a system call for each would be a tenth of the cost of a call. A process that is
 * killed may lose its last tenth of a second.
 */
class LineBatches implements DestinationStream {
  readonly #output: NodeJS.WritableStream;
  #lines = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(output: NodeJS.WritableStream) {
    this.#output = output;
  }

  write(line: string): void {
    this.#lines += line;
    if (this.#lines.length >= BATCH_LENGTH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BATCH_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines !== '') this.#output.write(this.#lines);
    this.#lines = '';
  }
}

/** Info lines without their level, as a program prints what it did; the others with it. */
function prettyStream(output: NodeJS.WriteStream): DestinationStream {
  return pretty({
    destination: output,
    sync: true,
    colorize: output.isTTY,
    singleLine: true,
    ignore: 'time,requestId',
    customPrettifiers: {
      level: (_level, _key, _log, { label, labelColorized }) => (label === 'INFO' ? '' : labelColorized),
    },
  });
}
