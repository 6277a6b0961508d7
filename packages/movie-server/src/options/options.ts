import { fileURLToPath } from 'node:url';
import { isLoopback, LOG_LEVELS, socketPathOf } from 'grpc-host';
import {
  bytes,
  count,
  database,
  duration,
  fileMode,
  host,
  names,
  oneOf,
  optional,
  origins,
  port,
  processes,
  proxies,
  text,
} from './option-values.js';
import type { OptionSpec, OptionValues } from './parse-options.js';

/** Every option of the server, with its default. */
export const OPTIONS = {
  host: option(
    'Listening',
    'HOST',
    'localhost',
    'The name or address to listen on, or `unix:PATH` for a Unix socket.',
    host,
  ),
  port: option('Listening', 'PORT', '3001', 'The port to listen on; 0 takes a free one.', port),
  socketMode: option(
    'Listening',
    'MODE',
    '0600',
    'The permissions of a Unix socket. Only with 0600 may callers write without a token.',
    fileMode,
  ),
  trustedProxies: option(
    'Listening',
    'LIST',
    '',
    'Proxies whose `x-forwarded-for` says who calls: addresses, networks such as 10.0.0.0/8, or unix:, with commas between.',
    proxies,
  ),
  insecure: flag('Listening', 'Serves other machines in plain text.'),
  tlsCert: option(
    'Listening',
    'FILE',
    '',
    'The certificate for TLS, in PEM; reloaded when it changes.',
    optional(text),
  ),
  tlsKey: option('Listening', 'FILE', '', 'The key of the certificate, in PEM.', optional(text)),
  tlsClientCa: option(
    'Listening',
    'FILE',
    '',
    'Refuses callers without a certificate that is signed by one of these, in PEM.',
    optional(text),
  ),

  web: flag(
    'Web',
    'Serves programs over HTTP on the same port: JSON, Connect and gRPC-Web; with false only gRPC.',
    'true',
  ),
  webHost: option(
    'Web',
    'NAMES',
    '',
    'Names that the server may be called by over HTTP, besides localhost and --host, with commas between.',
    names,
  ),
  webOrigin: option(
    'Web',
    'ORIGINS',
    '',
    'Origins whose pages may call the server, such as https://example.com, with commas between.',
    origins,
  ),

  database: {
    ...option(
      'Movies',
      'DATABASE',
      fileURLToPath(new URL('../../../../databases/movies.json', import.meta.url)),
      'The JSON file with the movies, or a database of PostgreSQL: postgres://USER@HOST:PORT/DATABASE.',
      database,
    ),
    shownDefault: 'databases/movies.json of this repository',
  },
  databaseNotify: flag(
    'Movies',
    'Listens for the commits of other servers on the database; with false it looks for them each second.',
    'true',
  ),
  readOnly: flag('Movies', 'Refuses all writes.'),
  writeTokenFile: option(
    'Movies',
    'FILE',
    '',
    'Lets only callers with a token write: a name and a token on each line. Without it, callers may write if only ' +
      'this machine can reach the server.',
    optional(text),
  ),
  watchHistory: option(
    'Movies',
    'N',
    '10000',
    'How many changes are kept, for watchers that resume and to undo.',
    count(1),
  ),
  watchCheckpoint: option(
    'Movies',
    'TIME',
    '30s',
    'How long a watch may be silent before it sends a checkpoint.',
    duration(1),
  ),

  workers: option(
    'Processes',
    'N',
    '1',
    'How many processes serve the port, from 1 to 64; auto is one a core. Limits and memory are those of each.',
    processes,
  ),

  maxConnections: option('Limits', 'N', '1000', 'Connections at a time; one more is closed at once.', count(1)),
  handshakeTimeout: option(
    'Limits',
    'TIME',
    '5s',
    "How long a new connection may take to start HTTP, and then to confirm the server's settings.",
    duration(1),
  ),
  maxConcurrentStreams: option('Limits', 'N', '100', 'Calls in progress on one connection.', count(1)),
  maxMessageSize: option('Limits', 'SIZE', '4MiB', 'The largest message accepted.', bytes(1)),
  maxImportSize: option('Limits', 'SIZE', '256MiB', 'The most memory that one import may take.', bytes(1)),
  maxMetadataSize: option('Limits', 'SIZE', '16KiB', 'The most metadata a call may carry.', bytes(1)),
  maxSessionMemory: option(
    'Limits',
    'SIZE',
    '32MiB',
    'The most memory that HTTP/2 may hold for a connection; beyond it, new calls on it are refused.',
    bytes(1_000_000),
  ),
  maxCallDuration: option(
    'Limits',
    'TIME',
    '60s',
    'The longest a call with one response may take, whatever its deadline; 0: no limit.',
    duration(0),
  ),
  maxConnectionIdle: option('Limits', 'TIME', '15m', 'Closes a connection without calls; 0: never.', duration(0)),
  maxConnectionAge: option(
    'Limits',
    'TIME',
    '1h',
    'Closes a connection this old, so that callers spread over the servers again; 0: never.',
    duration(0),
  ),
  maxConnectionAgeGrace: option(
    'Limits',
    'TIME',
    '1m',
    'How long the calls on such a connection may go on.',
    duration(1),
  ),
  keepaliveTime: option(
    'Limits',
    'TIME',
    '1m',
    'How often to ask a connection whether the other end is still there; 0: never.',
    duration(0),
  ),
  keepaliveTimeout: option('Limits', 'TIME', '20s', 'How long the other end may take to answer that.', duration(1)),

  shutdownGrace: option('Shutdown', 'TIME', '10s', 'How long the calls in progress may take to finish.', duration(0)),

  logLevel: option(
    'Observability',
    'LEVEL',
    'info',
    `The lowest level to log: ${LOG_LEVELS.join(', ')}.`,
    oneOf(LOG_LEVELS),
  ),
  logFormat: option(
    'Observability',
    'FORMAT',
    'auto',
    'pretty (lines for people; calls that succeed only at level debug), json, or auto: pretty on a terminal.',
    oneOf(['auto', 'pretty', 'json']),
  ),
  metricsPort: option(
    'Observability',
    'PORT',
    '',
    'Serves metrics for Prometheus at http://127.0.0.1:PORT/metrics; 0 takes a free port.',
    optional(port),
  ),
} as const;

/** The server's options, each read and checked by itself. */
export type Options = OptionValues<typeof OPTIONS>;

/**
 * Whether callers may write without a token: only this machine reaches the server, and over a Unix socket only its user.
 *
 * @param addresses what the host resolves to
 */
export function isPrivate({ host, socketMode }: Options, addresses: readonly string[]): boolean {
  if (socketPathOf(host) !== undefined) return (socketMode & 0o077) === 0;
  return addresses.every(isLoopback);
}

function option<Value>(
  group: string,
  placeholder: string,
  defaultText: string,
  help: string,
  parse: (text: string) => Value,
): OptionSpec<Value> {
  return { group, placeholder, default: defaultText, help, parse };
}

function flag(group: string, help: string, preset: 'true' | 'false' = 'false'): OptionSpec<boolean> {
  return { group, default: preset, help, parse: (text) => oneOf(['true', 'false'])(text) === 'true' };
}
