import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants, gunzip, gzip } from 'node:zlib';
import { Code, ConnectError } from '@connectrpc/connect';
import type { Compression } from '@connectrpc/connect/protocol';
import { codeOf } from '../listener/error-code.js';

/** Brotli's own default takes fifty times as long as this, for answers that are made for one caller. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** How requests may be compressed, and answers are if their caller takes it. */
export const COMPRESSIONS: readonly Compression[] = [
  {
    name: 'gzip',
    compress: async (bytes) => new Uint8Array(await compressGzip(bytes)),
    decompress: decompressBy('gzip', promisify(gunzip)),
  },
  {
    name: 'br',
    compress: async (bytes) => new Uint8Array(await compressBrotli(bytes, BROTLI)),
    decompress: decompressBy('br', promisify(brotliDecompress)),
  },
];

/** Decompresses no more than it may, as the library's own does, and says what is wrong with the rest. */
function decompressBy(
  name: string,
  unpack: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Promise<Buffer>,
): Compression['decompress'] {
  return async (bytes, maxOutputLength) => {
    if (bytes.length === 0) return new Uint8Array();
    try {
      return new Uint8Array(await unpack(bytes, { maxOutputLength }));
    } catch (error) {
      if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') {
        const text = `A message is larger than the ${maxOutputLength} bytes that this server takes.`;
        throw new ConnectError(text, Code.ResourceExhausted);
      }
      throw new ConnectError(`A message is not compressed by ${name}, as the request says.`, Code.InvalidArgument);
    }
  };
}
