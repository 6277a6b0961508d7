import { Option } from 'commander';
import { ENCODINGS } from 'movie-files';

/** The option that names the encoding of a file. */
export function encodingOption(): Option {
  return new Option('--encoding <ENCODING>', 'the encoding of the file; UTF-8 and UTF-16 are found').choices(ENCODINGS);
}
