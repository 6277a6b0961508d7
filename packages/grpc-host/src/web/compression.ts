import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Compression } from '@connectrpc/connect/protocol';
import { compressionBrotli, compressionGzip } from '@connectrpc/connect-node';

const compressBrotli = promisify(brotliCompress);

/** Brotli's own default takes fifty times as long as this, for answers that are made for one caller. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** How requests may be compressed, and answers are if their caller takes it. */
export const COMPRESSIONS: Compression[] = [
  compressionGzip,
  { ...compressionBrotli, compress: async (bytes) => new Uint8Array(await compressBrotli(bytes, BROTLI)) },
];
