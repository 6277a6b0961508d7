import { readFileSync } from 'node:fs';
import { Option } from 'commander';
import { createMovieClient } from '../client.js';
import type { MovieClientOptions, TlsOptions } from '../client-options.js';
import type { MovieClient } from '../movie-client.js';
import { CommandError } from './command-error.js';
import { EXIT } from './exit-code.js';
import { positiveNumber } from './parse-number.js';

/** What the options of every command come to. */
export interface GlobalOptions {
  readonly address: readonly string[];
  readonly tokenFile?: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsServerName?: string;
  readonly insecure?: boolean;
  /** In seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/**
 * The options that every command takes. The variables have CLIENT in their names because the server, which may be
 * started from the same shell, has a TLS certificate of its own.
 */
export function globalOptions(): Option[] {
  const address = new Option('--address <HOST:PORT>', 'where the server listens; several with commas between');
  return [
    address.env('MOVIE_ADDRESS').argParser(addresses).default(['localhost:3001'], 'localhost:3001'),
    new Option('--timeout <SECONDS>', 'how long a call may take').env('MOVIE_CLIENT_TIMEOUT').argParser(positiveNumber),
    new Option('--token-file <FILE>', 'the file that holds the token for writes').env('MOVIE_CLIENT_TOKEN_FILE'),
    new Option('--tls', 'encrypt, and make sure of the server').env('MOVIE_CLIENT_TLS'),
    new Option('--tls-ca <FILE>', 'the authorities to trust (PEM)').env('MOVIE_CLIENT_TLS_CA'),
    new Option('--tls-cert <FILE>', "this client's certificate (PEM)").env('MOVIE_CLIENT_TLS_CERT'),
    new Option('--tls-key <FILE>', 'the key of the certificate (PEM)').env('MOVIE_CLIENT_TLS_KEY'),
    new Option('--tls-server-name <NAME>', "the name in the server's certificate").env('MOVIE_CLIENT_TLS_SERVER_NAME'),
    new Option('--insecure', 'allow plaintext to other machines'),
    new Option('--json', 'print JSON, one object a line'),
    new Option('--verbose', 'say everything that is known of an error'),
  ];
}

/** `a:1,b:2` are two addresses; the commas of gRPC's `ipv4:` and `ipv6:` targets stay. */
function addresses(text: string): string[] {
  return /^ipv[46]:/.test(text) ? [text] : text.split(',').map((address) => address.trim());
}

/**
 * A client for what the options say.
 *
 * @throws CommandError if a file can't be read or the options contradict each other
 */
export function connect(options: GlobalOptions): MovieClient {
  const { address, timeout, tokenFile, insecure } = options;
  const timeoutMs = timeout === undefined ? {} : { timeoutMs: timeout * 1_000, streamTimeoutMs: timeout * 1_000 };
  const token = tokenFile === undefined ? {} : { token: readToken(tokenFile) };
  const tls = tlsOptions(options);
  return createClient({ address, ...timeoutMs, ...token, ...(tls && { tls }), ...(insecure && { insecure }) });
}

function createClient(options: MovieClientOptions): MovieClient {
  try {
    return createMovieClient(options);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error;
    const message = error.message.replace('(tls)', '(--tls)').replace('(insecure)', '(--insecure)');
    throw new CommandError(EXIT.usage, message, { cause: error });
  }
}

/** Any option of TLS asks for TLS. */
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
  throw new CommandError(EXIT.usage, `The file ${file} of --token-file must hold one token, and nothing else.`);
}

function read(file: string, option: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.usage, `The file of ${option} can't be read: ${problem}.`, { cause: error });
  }
}
