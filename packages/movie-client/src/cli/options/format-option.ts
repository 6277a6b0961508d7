import { Option } from 'commander';
import { FORMATS, type FormatName, formatOfFile, isWorkbookName } from 'movie-files';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';

/** The option that names the format of a file. */
export function formatOption(): Option {
  return new Option('--format <FORMAT>', 'the format of the file').choices(Object.keys(FORMATS));
}

/**
 * The format that the name of a file says.
 *
 * @param instead what to do with CSV in place of a workbook
 * @throws CommandError if the name says none
 */
export function formatOf(file: string, instead: string): FormatName {
  const format = formatOfFile(file);
  if (format) return format;
  if (isWorkbookName(file)) throw new CommandError(EXIT.usage, `${file} is a workbook, and not CSV. ${instead}`);
  throw new CommandError(EXIT.usage, `The name ${file} does not say the format. Add --format json, ndjson or csv.`);
}
