import { beforeAll, describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres, RecordedLog } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { openPostgres } from './postgres-store.js';

const PASSWORD = 'Gehe!m#7/x@y';
const ENCODED = encodeURIComponent(PASSWORD);

onPostgres(describe)('a store on PostgreSQL that can not be opened', () => {
  let database: string;
  beforeAll(async () => {
    database = await createDatabase();
  });

  function changed(parts: Partial<Record<'host' | 'pathname' | 'search', string>>): string {
    return Object.assign(new URL(database), { username: 'keeper', password: ENCODED }, parts).href;
  }

  test.each<readonly [string, () => string, string | RegExp]>([
    ['the password is wrong', () => changed({}), /\(28/],
    ['the option for TLS is unknown', () => changed({ search: 'sslmode=on' }), 'sslmode=on is none of'],
    ['the certificate is missing', () => changed({ search: 'sslrootcert=none' }), "open 'none'"],
    ['nobody is at the address', () => changed({ host: '127.0.0.1:1' }), 'ECONNREFUSED'],
    ['the host has no address', () => changed({ host: 'host.invalid' }), 'host.invalid'],
    ['the password is an option', () => `postgres://127.0.0.1:1/movies?password=${ENCODED}`, 'ECONNREFUSED'],
    [
      'the URL has no port',
      () => `postgres://keeper:${ENCODED}@127.0.0.1:none/movies`,
      'Invalid URL; write it as postgres://USER@HOST',
    ],
    ['the password is not encoded', () => `postgres://keeper:${PASSWORD}@127.0.0.1/movies`, 'misplaced @'],
    ['its digits are taken for a port', () => 'postgres://keeper:7/x@y@127.0.0.1/movies', 'misplaced @'],
    ['the password can not be decoded', () => 'postgres://keeper:Gehe%ff@127.0.0.1/movies', 'malformed'],
  ])('says no password if %s', async (_when, url, message) => {
    const log = new RecordedLog();
    // All of it: what is logged has its causes, too.
    const open = async () => OpenedStore.open(openPostgres(url(), { log: log.logger, patienceMs: 1 }));
    const error = await open().catch((reason: unknown) => reason);
    log.logger.error({ err: error }, 'It failed.');
    expect(String(error)).toMatch(message);
    for (const secret of [PASSWORD, ENCODED, encodeURI(PASSWORD), 'Gehe', 'x@y'])
      expect(log.text).not.toContain(secret);
  });
});
