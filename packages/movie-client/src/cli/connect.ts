import { readFileSync } from 'node:fs';
import type { TlsOptions } from '../client-options.js';
import { createMovieClient } from '../create-movie-client.js';
import type { MovieClient } from '../movie-client.js';
import { CommandError } from './command-error.js';
import { EXIT } from './exit-code.js';
import { systemReason } from './io/system-reason.js';
import type { GlobalOptions } from './options/global-options.js';

/**
 * Creates a client from the command line's options.
 *
 * @throws CommandError if a file can't be read or the options contradict each other
 */
export function connect(options: GlobalOptions): MovieClient {
  const { address, timeout, tokenFile, insecure } = options;
  const timeoutMs = timeout === undefined ? {} : { timeoutMs: timeout * 1_000, streamTimeoutMs: timeout * 1_000 };
  const token = tokenFile === undefined ? {} : { token: readToken(tokenFile) };
  const tls = tlsOptions(options);
  const clientOptions = { address, ...timeoutMs, ...token, ...(tls && { tls }), ...(insecure && { insecure }) };
  try {
    return createMovieClient(clientOptions);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    throw new CommandError(EXIT.usage, inWordsOfOptions(error.message, options), { cause: error });
  }
}

/** Names the command line's options and files in place of the library's options. */
function inWordsOfOptions(message: string, { tlsCa, tlsCert, tlsKey }: GlobalOptions): string {
  const files = { ca: tlsCa, cert: tlsCert, key: tlsKey };
  return message
    .replace('(tls)', '(--tls)')
    .replace('(insecure)', '(--insecure)')
    .replace(/^tls\.(ca|cert|key)\b/, (_, name: keyof typeof files) => `The file ${files[name]} of --tls-${name}`)
    .replace(/\btls\.(cert|key)\b/g, '--tls-$1');
}

/** Any TLS option turns TLS on. */
function tlsOptions({ tls, tlsCa, tlsCert, tlsKey, tlsServerName }: GlobalOptions): TlsOptions | boolean | undefined {
  const files = { ca: tlsCa, cert: tlsCert, key: tlsKey };
  const given = Object.entries(files).flatMap(([name, file]) =>
    file === undefined ? [] : [[name, read(file, `--tls-${name}`)] as const],
  );
  if (given.length === 0 && tlsServerName === undefined) return tls;
  return { ...Object.fromEntries(given), ...(tlsServerName !== undefined && { serverName: tlsServerName }) };
}

function readToken(file: string): string {
  const token = read(file, '--token-file').toString().trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new CommandError(EXIT.usage, `The file ${file} of --token-file must have one token and nothing else.`);
}

function read(file: string, option: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const message = `The file ${file} of ${option} can't be read: ${systemReason(error)}.`;
    throw new CommandError(EXIT.usage, message, { cause: error });
  }
}
