import { chmodSync, chownSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Certificate,
  makeAuthority,
  makeCertificate,
  onOwnPostgres,
  PostgresServer,
  TemporaryFolder,
  writeCertificate,
} from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { openPostgres } from './postgres-store.js';

onOwnPostgres(describe)('a store on a PostgreSQL with TLS', () => {
  const folder = new TemporaryFolder();
  let server: PostgresServer;
  let url: string;
  let right: string;
  let wrong: string;

  beforeAll(async () => {
    const [authority, other] = [await makeAuthority(), await makeAuthority()];
    right = folder.write('right.pem', authority.cert);
    wrong = folder.write('wrong.pem', other.cert);
    server = await PostgresServer.start();
    url = await server.createDatabase();
    // It is not for 127.0.0.1.
    await useCertificate(await makeCertificate(authority, 'database', 'localhost'));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function useCertificate(certificate: Certificate): Promise<void> {
    const { cert, key } = writeCertificate(server.dataFolder, certificate);
    const { uid, gid } = statSync(server.dataFolder);
    for (const path of [cert, key]) chownSync(path, uid, gid);
    chmodSync(key, 0o600);
    await ask(`ALTER SYSTEM SET ssl_cert_file = '${cert}'`);
    await ask(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
    await setTls('on');
  }

  async function setTls(value: 'on' | 'off'): Promise<void> {
    await ask(`ALTER SYSTEM SET ssl = ${value}`);
    await ask('SELECT pg_reload_conf()');
    while ((await ask('SHOW ssl'))['ssl'] !== value);
  }

  /** Runs a statement, whatever the variables say, and gives its row. */
  async function ask(text: string): Promise<Readonly<Record<string, unknown>>> {
    const [row = {}] = await runSql<Record<string, unknown>>(`${url}?sslmode=disable`, text);
    return row;
  }

  /** The URL with options, where `right` and `wrong` stand for the certificate of an authority. */
  function withOptions(options: string, host: string): string {
    const edited = new URL(url);
    edited.hostname = host;
    edited.search = options.replace('=right', `=${right}`).replace('=wrong', `=${wrong}`);
    return edited.href;
  }

  /** Opens a store; gives whether its connections have TLS, or why it could not be opened. */
  async function opened(address: string): Promise<string> {
    try {
      await using store = await OpenedStore.open(openPostgres(address));
      await store.refresh();
      const { ssl } = await ask(
        `SELECT bool_and(ssl) AS ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
        WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      return ssl ? 'TLS' : 'plain text';
    } catch (error) {
      expect(error).toMatchObject({ reason: 'UNREADABLE' });
      return String(error);
    }
  }

  test.each<readonly [string, string, string | RegExp]>([
    ['', '127.0.0.1', /^plain text$/],
    ['sslmode=disable', '127.0.0.1', /^plain text$/],
    ['sslmode=prefer', '127.0.0.1', /^TLS$/],
    ['sslmode=require', '127.0.0.1', /^TLS$/],
    ['sslmode=require&sslrootcert=right', '127.0.0.1', /^TLS$/],
    ['sslmode=require&sslrootcert=wrong', '127.0.0.1', 'sslrootcert must be the file with'],
    ['sslmode=verify-ca', '127.0.0.1', 'sslmode=verify-ca needs sslrootcert'],
    ['sslmode=verify-ca&sslrootcert=right', '127.0.0.1', /^TLS$/],
    ['sslmode=verify-ca&sslrootcert=wrong', '127.0.0.1', 'sslrootcert must be the file with'],
    ['sslmode=verify-full', 'localhost', 'sslrootcert must be the file with'],
    ['sslmode=verify-full&sslrootcert=right', 'localhost', /^TLS$/],
    ['sslmode=verify-full&sslrootcert=right', '127.0.0.1', 'connect by a name that the certificate has'],
    ['sslmode=verify-full&sslrootcert=wrong', 'localhost', 'sslrootcert must be the file with'],
    ['sslmode=verify-full&sslrootcert=system', 'localhost', 'sslrootcert must be the file with'],
    ['sslrootcert=system', 'localhost', 'sslrootcert must be the file with'],
    ['sslmode=require&sslrootcert=system', 'localhost', 'sslrootcert=system needs sslmode=verify-full'],
    ['sslmode=verify-full&sslrootcert=none.pem', 'localhost', "open 'none.pem'"],
    ['sslmode=no-verify', 'localhost', 'sslmode=no-verify is none of disable'],
  ])('with the options "%s" at %s: %s', async (options, host, outcome) => {
    expect(await opened(withOptions(options, host))).toMatch(outcome);
  });

  test('takes from variables what is not in its URL', async () => {
    const before = { ...process.env };
    try {
      Object.assign(process.env, { PGSSLMODE: 'verify-full', PGSSLROOTCERT: right });
      expect(await opened(withOptions('', 'localhost'))).toBe('TLS');
      expect(await opened(withOptions('sslrootcert=wrong', 'localhost'))).toContain('sslrootcert must be');
      process.env['PGSSLMODE'] = 'require';
      expect(await opened(withOptions('', '127.0.0.1'))).toBe('TLS');
    } finally {
      for (const name of ['PGSSLMODE', 'PGSSLROOTCERT']) delete process.env[name];
      Object.assign(process.env, before);
    }
  });

  test('says of a server without TLS that it has none', async () => {
    await setTls('off');
    expect(await opened(withOptions('sslmode=require', '127.0.0.1'))).toContain('does not support SSL');
  });
});
