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
    // Without compatibility, `require` would mean `verify-full`, and say so in a warning.
    const config = toClientConfig(parse(url, { useLibpqCompat: true }));
    const { user, host, port, database } = config;
    const who = user ? `${encodeURIComponent(user)}@` : '';
    const name = `postgres://${who}${host || ''}${port ? `:${port}` : ''}/${database ?? ''}`;
    return { config: { fallback_application_name: 'movie-server', ...KEEP_ALIVE, ...config }, name };
  } catch (error) {
    throw new StoreError('UNREADABLE', `The URL of the database can't be used: ${reasonOf(error)}.`, { cause: error });
  }
}
