import { env } from 'node:process';
import type { ClientConfig } from 'pg';
import { parse, toClientConfig } from 'pg-connection-string';
import { StoreError } from '../store.js';
import { reasonOf } from './postgres-errors.js';

/** Where a database is, and how to connect to it. */
export interface DatabaseAddress {
  readonly config: ClientConfig;
  /** For messages and the log: `postgres://user@host:port/database`, without a password. */
  readonly name: string;
}

/** Firewalls forget a connection that is silent for minutes, and the next write would wait for an answer in vain. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** What the driver knows by these names means the same as with libpq, but for `prefer`, which it takes as `require`. */
const SSL_MODES = ['disable', 'prefer', 'require', 'verify-ca', 'verify-full'];

/** The options for TLS; each has a variable, PGSSLMODE and so on. */
const SSL_OPTIONS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'];

/** A password that isn't written as it must be would be taken for a host and a database, and get into messages. */
const IS_MISREAD = /#|^[a-z]+:\/\/[^@/?]*[/?].*@/i;

/**
 * Reads the URL of a database, with the options that libpq takes in it (`sslmode`, `sslrootcert`, `application_name`,
 * `options`, …) and means by them. What it leaves out comes from the variables PGHOST, PGPORT, PGUSER, PGPASSWORD, …
 * and the file .pgpass.
 *
 * @throws StoreError if it can't be used
 * @see https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS
 */
export function databaseAddress(url: string): DatabaseAddress {
  try {
    if (IS_MISREAD.test(url)) {
      throw new Error(
        'it has a # or a misplaced @; in a password, / is written as %2F, ? as %3F, # as %23 and @ as %40',
      );
    }
    // Without compatibility, `require` would mean `verify-full`, and say so in a warning.
    const config = toClientConfig(parse(withTlsOptions(url), { useLibpqCompat: true }));
    const { user, host, port, database } = config;
    const who = user ? `${encodeURIComponent(user)}@` : '';
    const name = `postgres://${who}${host || ''}${port ? `:${port}` : ''}/${database ?? ''}`;
    return { config: { fallback_application_name: 'movie-server', ...KEEP_ALIVE, ...config }, name };
  } catch (error) {
    throw new StoreError('UNREADABLE', `The URL of the database can't be used: ${reasonOf(error)}.`, { cause: error });
  }
}

/** The URL with all its options for TLS, as the driver understands them. */
function withTlsOptions(url: string): string {
  const [place = ''] = url.split('?', 1);
  const query = new URLSearchParams(url.slice(place.length));
  for (const name of SSL_OPTIONS) {
    const value = env[`PG${name.toUpperCase()}`];
    // Certificates alone ask for no TLS.
    const isWanted = name === 'sslmode' || query.has('sslmode');
    if (value && isWanted && !query.has(name)) query.set(name, value);
  }
  const [mode, root] = [query.get('sslmode'), query.get('sslrootcert')];
  if (mode !== null && !SSL_MODES.includes(mode)) {
    throw new Error(`sslmode=${mode} is none of ${SSL_MODES.join(', ')}`);
  }
  if (mode === 'verify-ca' && root === null) {
    throw new Error('sslmode=verify-ca needs sslrootcert, the file with the certificate of the authority');
  }
  if (root === 'system') {
    if ((mode ?? 'verify-full') !== 'verify-full') throw new Error('sslrootcert=system needs sslmode=verify-full');
    query.set('sslmode', 'verify-full');
    query.delete('sslrootcert');
  }
  return query.size > 0 ? `${place}?${query}` : place;
}
