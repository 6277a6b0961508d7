import { describe, expect, test } from '@jest/globals';
import { createDatabase, onOwnPostgres, onPostgres } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { databaseAddress } from './database-address.js';
import { openPostgres } from './postgres-store.js';
import { MIGRATIONS, schemaVersion, setUpSchema } from './schema.js';
import { Session } from './session.js';

const NEWER = [...MIGRATIONS, 'ALTER TABLE movie_catalog.movie ADD COLUMN runtime integer'];
const REFUSED = { reason: 'UNREADABLE', message: expect.stringContaining('Update this program') };

onPostgres(describe)('the schema in a database of PostgreSQL', () => {
  test('is upgraded once, whoever comes at the same time, and refuses older programs', async () => {
    const url = await createDatabase();
    await using running = await OpenedStore.open(openPostgres(url));
    await running.put(sampleMovie('a'));
    const sessions = await Promise.all([1, 2, 3].map(() => Session.connect(databaseAddress(url))));
    await Promise.all(sessions.map((session) => setUpSchema(session, NEWER)));
    expect(await Promise.all(sessions.map(schemaVersion))).toEqual(sessions.map(() => NEWER.length));
    await Promise.all(sessions.map((session) => session.close()));
    expect(await runSql(url, 'SELECT id, runtime FROM movie_catalog.movie')).toEqual([{ id: 'a', runtime: null }]);
    await expect(OpenedStore.open(openPostgres(url))).rejects.toMatchObject(REFUSED);
    await expect(OpenedStore.open(openPostgres(url, { readOnly: true }))).rejects.toMatchObject(REFUSED);
    // One that was there before.
    await expect(running.put(sampleMovie('b'))).rejects.toMatchObject(REFUSED);
    expect(await runSql(url, 'SELECT id FROM movie_catalog.movie')).toEqual([{ id: 'a' }]);
  });

  // LOCALE_PROVIDER is of PostgreSQL 15.
  onOwnPostgres(test)('is only made in a database that takes every title', async () => {
    const utf8 = await createDatabase();
    const settings = "ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C'";
    await runSql(utf8, `CREATE DATABASE latin1 TEMPLATE template0 ${settings}`);
    const url = Object.assign(new URL(utf8), { pathname: '/latin1' }).href;
    await expect(OpenedStore.open(openPostgres(url))).rejects.toMatchObject({
      reason: 'UNREADABLE',
      message: 'The database has the encoding LATIN1. Make one with the encoding UTF8.',
    });
    const schemas = "SELECT nspname FROM pg_namespace WHERE nspname = 'movie_catalog'";
    expect(await runSql(url, schemas)).toEqual([]);
  });

  test('stays as it was when an upgrade fails', async () => {
    const url = await createDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    const session = await Session.connect(databaseAddress(url));
    await expect(setUpSchema(session, [...NEWER, 'SELECT no_such_function()'])).rejects.toThrow('no_such_function');
    expect(await schemaVersion(session)).toBe(MIGRATIONS.length);
    await session.close();
    await store.put(sampleMovie('a'));
  });
});
