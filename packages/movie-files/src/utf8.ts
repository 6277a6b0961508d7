import { FormatError } from './format-error.js';

/**
 * The text of a file, chunk by chunk, without its byte order mark.
 *
 * @throws FormatError if the file has another encoding, whose letters would be lost
 */
export async function* decodeUtf8(file: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let offset = 0;
  const decode = (bytes?: Uint8Array) => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      const message = `The file is not UTF-8: see the bytes after ${offset}. Save it as UTF-8 and try again.`;
      throw new FormatError(message, { cause: error });
    }
  };
  for await (const bytes of file) {
    yield decode(bytes);
    offset += bytes.length;
  }
  yield decode();
}
