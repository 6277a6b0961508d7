import { InvalidArgumentError, Option } from 'commander';
import { encodingNamed } from 'movie-files';

/** The option that names the encoding of a file. */
export function encodingOption(): Option {
  const about = 'its encoding, such as windows-1252 or gb18030; UTF-8 and UTF-16 are found';
  return new Option('--encoding <ENCODING>', about).argParser(knownEncoding);
}

function knownEncoding(label: string): string {
  const encoding = encodingNamed(label);
  if (encoding !== undefined) return encoding;
  throw new InvalidArgumentError(
    'It must be one such as windows-1252, windows-1251, gb18030, big5, shift_jis or euc-kr.',
  );
}
