import { fileURLToPath } from 'node:url';
import { LOG_LEVELS } from './log.js';
import { OptionProblem, type OptionSpec, type OptionValues } from './parse-options.js';

/** Every option of the server, with its default. */
export const OPTIONS = {
  host: option('Listening', 'HOST', 'localhost', 'The name or address to listen on.', text),
  port: option('Listening', 'PORT', '3001', 'The port to listen on; 0 takes a free one.', port),
  database: option(
    'Movies',
    'FILE',
    fileURLToPath(new URL('../../../databases/movies.json', import.meta.url)),
    'The JSON file with the movies.',
    text,
  ),
  logLevel: option('Log', 'LEVEL', 'info', `From which level on to log: ${LOG_LEVELS.join(', ')}.`, oneOf(LOG_LEVELS)),
  logFormat: option(
    'Log',
    'FORMAT',
    'auto',
    'pretty (for people), json, or auto: pretty on a terminal.',
    oneOf(['auto', 'pretty', 'json']),
  ),
} as const;

/** The server's options, read and checked. */
export type Options = OptionValues<typeof OPTIONS>;

function option<Value>(
  group: string,
  placeholder: string,
  defaultText: string,
  help: string,
  parse: (text: string) => Value,
): OptionSpec<Value> {
  return { group, placeholder, default: defaultText, help, parse };
}

function text(value: string): string {
  if (value === '') throw new OptionProblem('must not be empty');
  return value;
}

function port(value: string): number {
  if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535) {
    throw new OptionProblem('must be a whole number from 0 to 65535');
  }
  return Number(value);
}

function oneOf<const Choice extends string>(choices: readonly Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined) throw new OptionProblem(`must be one of ${choices.join(', ')}`);
    return choice;
  };
}
