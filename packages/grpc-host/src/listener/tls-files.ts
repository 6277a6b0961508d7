import { constants, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { messageOf } from '../message-of.js';

/** The files for TLS, each in PEM. */
export interface TlsFiles {
  /** The server's certificate, then those between it and the root. */
  readonly cert: string;
  readonly key: string;
  /** The authorities that sign the certificates of callers; with it, callers without one are refused (mutual TLS). */
  readonly clientCa?: string;
}

/** Those with forward secrecy that HTTP/2 allows; Node's own choice has others beside them for TLS 1.2. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE+AESGCM',
  'ECDHE+CHACHA20',
].join(':');

/** A file for TLS can't be used; the message names it. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
}

type FileCheck = (path: string) => void;

/**
 * Reads the files and makes sure that they work together.
 *
 * @param check throws if a file should not be read
 * @throws TlsError
 */
export async function readTls(files: TlsFiles, check?: FileCheck): Promise<SecureContextOptions> {
  const context: SecureContextOptions = {
    cert: await readPem(files.cert, check),
    key: await readPem(files.key, check),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    // A caller may make the server do handshake after handshake with it, and HTTP/2 forbids it.
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
  };
  const clientCa = files.clientCa === undefined ? undefined : await readPem(files.clientCa, check);
  if (clientCa) context.ca = clientCa;
  try {
    // createSecureContext accepts an authority that isn't one, and then every caller would be refused.
    if (clientCa) new X509Certificate(clientCa);
    createSecureContext(context);
  } catch (error) {
    const names = Object.values(files).join(', ');
    throw new TlsError(`These files don't make a TLS certificate: ${names}: ${messageOf(error)}`, { cause: error });
  }
  return context;
}

async function readPem(file: string, check?: FileCheck): Promise<Buffer> {
  try {
    check?.(file);
    return await readFile(file);
  } catch (error) {
    throw new TlsError(`The TLS file ${file} can't be read: ${messageOf(error)}`, { cause: error });
  }
}
