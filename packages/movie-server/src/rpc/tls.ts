import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** The files that TLS is made of, each in PEM. */
export interface TlsFiles {
  /** The server's certificate, then those between it and the root. */
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of callers; with it, a caller without one is refused (mutual TLS). */
  readonly clientCa?: string;
}

/** A file of TLS can't be used; the message names it. */
export class TlsError extends Error {
  override readonly name = 'TlsError';
}

/**
 * Reads the files and makes sure that they can be served.
 *
 * @throws TlsError
 */
export async function readTls(files: TlsFiles): Promise<SecureContextOptions> {
  const context: SecureContextOptions = {
    cert: await readPem(files.cert),
    key: await readPem(files.key),
    minVersion: 'TLSv1.2',
  };
  if (files.clientCa !== undefined) context.ca = await readPem(files.clientCa);
  try {
    createSecureContext(context);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const names = Object.values(files).join(', ');
    throw new TlsError(`These files don't make a TLS certificate: ${names}: ${why}`, { cause: error });
  }
  return context;
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TlsError(`The TLS file ${file} can't be read: ${why}`, { cause: error });
  }
}
