import { errorMessage } from '../../error-message.js';

/** What the operating system says of a file, without the path: `no such file or directory`. */
export function systemReason(error: unknown): string {
  return errorMessage(error)
    .replace(/^[A-Z]+: /, '')
    .replace(/, \w+( '.*')?( -> '.*')?$/, '');
}
