import { Option } from 'commander';
import { FORMATS, type FormatName, formatOfFile } from 'movie-files';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';

/** The option that names the format of a file. */
export function formatOption(): Option {
  return new Option('--format <FORMAT>', 'the format of the file').choices(Object.keys(FORMATS));
}

/** @throws CommandError if the name of the file says no format */
export function formatOf(file: string): FormatName {
  const format = formatOfFile(file);
  if (format) return format;
  throw new CommandError(EXIT.usage, `The name ${file} does not say the format. Add --format json, ndjson or csv.`);
}
