import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { onOwnPostgres, PostgresServer, RecordedLog } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

const A = sampleMovie('a');

onOwnPostgres(describe)('a standby of PostgreSQL', () => {
  test('is served and followed, refuses writes, and takes them once it is promoted', async () => {
    await using server = await PostgresServer.start();
    const url = await server.createDatabase();
    {
      await using store = await OpenedStore.open(openPostgres(url));
      await store.put(A);
    }
    // Whoever finds this would write it down, which a standby can't do.
    await runSql(url, `UPDATE movie_catalog.movie SET title = 'By hand'`);
    await server.stop();
    writeFileSync(join(server.dataFolder, 'standby.signal'), '');
    await server.start();
    const log = new RecordedLog();
    await using store = await OpenedStore.open(openPostgres(url, { log: log.logger }));
    expect(store.loaded).toEqual([{ ...A, title: 'By hand' }]);
    await log.line('no notifications');
    await store.refresh();
    expect(store.isConnected).toBe(true);
    await expect(store.put(sampleMovie('b'))).rejects.toMatchObject({ reason: 'READ_ONLY' });
    await runSql(url, 'SELECT pg_promote()');
    await store.put(sampleMovie('b'));
    expect([...store.movies.keys()]).toEqual(['a', 'b']);
  }, 30_000);
});
