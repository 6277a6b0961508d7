import { CommandError } from '../cli/command-error.js';
import { EXIT } from '../cli/exit-code.js';

/**
 * The text of a file, piece by piece, without its byte order mark.
 *
 * @throws CommandError if it is in another encoding: read as UTF-8, its letters would be lost
 */
export async function* decodeUtf8(file: AsyncIterable<Buffer>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let offset = 0;
  const decode = (bytes?: Buffer) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      const message = `The file is not UTF-8: see the bytes after ${offset}. Save it as UTF-8 and try again.`;
      throw new CommandError(EXIT.usage, message, { cause: error });
    }
  };
  for await (const bytes of file) {
    yield decode(bytes);
    offset += bytes.length;
  }
  yield decode();
}
