import { createRequire } from 'node:module';
import { type Logger, pino } from 'pino';
import { LogWriter } from './log-writer.js';

/** How the log reads: lines for people, JSON for programs, or `auto`: by where it goes. */
export type LogFormat = 'auto' | 'pretty' | 'json';

/** The levels from which on lines are written. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** How much a log says: lines of this level and of those after it in `LOG_LEVELS`. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A log, and what becomes of its lines. */
export interface Log {
  readonly log: Logger;
  /** Writes what waits to be written. Call it before the process ends. */
  flush(): void;
  /** Writes a line that another process has logged in JSON. */
  write(line: string): void;
  /** How many lines were dropped, because they couldn't be written or nobody read them. */
  droppedLines(): number;
}

const require = createRequire(import.meta.url);

/** From how many characters on JSON is written at once. */
const BATCH_LENGTH = 64 * 1024;

/**
 * Creates the log of a server. The process goes on while the log can't be written: its lines are dropped and counted,
 * and the log says how many once it can be written again.
 *
 * @param output where it goes; `auto` is pretty on a terminal and JSON elsewhere
 * @param errors where to say that it can't be written
 * @param base what every line has
 */
export function createLog(
  level: LogLevel,
  format: LogFormat,
  output: NodeJS.WriteStream,
  errors: NodeJS.WritableStream,
  base: Readonly<Record<string, unknown>> = {},
): Log {
  const lines = isPretty(format, output)
    ? { format: prettyFormat(output), batchLength: 0 }
    : { format: (line: string) => line, batchLength: BATCH_LENGTH };
  const onGap = (dropped: number) =>
    log.error({ dropped }, `Since the start, ${dropped} lines of the log were dropped.`);
  const writer = new LogWriter({ output, errors, ...lines, onGap });
  const log = pino({ base, level }, writer);
  return {
    log,
    flush: () => writer.flush(),
    write: (line) => writer.write(line),
    droppedLines: () => writer.dropped,
  };
}

/** Whether the log is for people. */
export function isPretty(format: LogFormat, output: { readonly isTTY?: boolean }): boolean {
  return format === 'pretty' || (format === 'auto' && output.isTTY === true);
}

/** Info lines without their level, as a program prints what it did; the others with it. */
function prettyFormat(output: NodeJS.WriteStream): (line: string) => string {
  // Loaded only here: with its 40 modules it takes a tenth of the time of a start.
  const { prettyFactory }: typeof import('pino-pretty') = require('pino-pretty');
  return prettyFactory({
    colorize: output.isTTY,
    singleLine: true,
    // Otherwise it knows no levels but custom ones.
    useOnlyCustomProps: false,
    // The message of a call has the method and the code.
    ignore: 'time,requestId,worker,method,protocol,code',
    messageFormat: '{if worker}[{worker}] {end}{msg}',
    customPrettifiers: {
      level: (_level, _key, _log, { label, labelColorized }) => (label === 'INFO' ? '' : labelColorized),
    },
  });
}
