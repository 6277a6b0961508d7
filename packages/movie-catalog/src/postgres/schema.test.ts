import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
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
