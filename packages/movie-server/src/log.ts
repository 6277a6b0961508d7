import { type DestinationStream, type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/** How the log reads: lines for people, JSON for programs, or by where it goes. */
export type LogFormat = 'auto' | 'pretty' | 'json';

/** From which level on there is a line. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * The server's log.
 *
 * @param isTerminal whether standard output is one; `auto` is pretty there and JSON elsewhere
 */
export function createLog(level: LogLevel, format: LogFormat, isTerminal: boolean): Logger {
  const stream = isPretty(format, isTerminal) ? prettyStream(isTerminal) : pino.destination({ sync: true });
  return pino({ base: null, level }, stream);
}

/** Whether the log is for people. */
export function isPretty(format: LogFormat, isTerminal: boolean): boolean {
  return format === 'pretty' || (format === 'auto' && isTerminal);
}

/** News as bare lines, as the tutorial's server prints them; warnings and errors with their level. */
function prettyStream(colorize: boolean): DestinationStream {
  return pretty({
    sync: true,
    colorize,
    singleLine: true,
    ignore: 'time,requestId',
    customPrettifiers: {
      level: (_level, _key, _log, { label, labelColorized }) => (label === 'INFO' ? '' : labelColorized),
    },
  });
}
