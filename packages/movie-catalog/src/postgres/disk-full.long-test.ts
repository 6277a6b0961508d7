import { randomBytes } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createDatabase, onOwnPostgres, PostgresServer, TemporaryFolder } from 'test-kit';
import { noMounts, SmallDisk, testWithMounts } from '../testing/mounts.js';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

/** Needs new pages, as single movies don't, and leaves no rows in the old ones when it fails. */
const LARGE = ['d', 'e'].map((id) => sampleMovie(id, { title: randomBytes(100_000).toString('hex') }));

onOwnPostgres(describe)('a store on PostgreSQL', () => {
  test('opens without room for temporary files', async () => {
    const url = await createDatabase();
    const movies = Array.from({ length: 5_000 }, (_, index) => sampleMovie(`${index}`));
    {
      await using store = await OpenedStore.open(openPostgres(url));
      await store.put(...movies);
    }
    const database = new URL(url).pathname.slice(1);
    // Makes sorting look cheaper than it is.
    await runSql(url, `ALTER DATABASE ${database} SET random_page_cost = 1000`);
    await runSql(url, `ALTER DATABASE ${database} SET work_mem = '64kB'`);
    await runSql(url, `ALTER DATABASE ${database} SET temp_file_limit = 0`);
    await using store = await OpenedStore.open(openPostgres(url));
    expect(store.movies.size).toBe(movies.length);
  });

  testWithMounts(
    `refuses only what is too large for a full disk, and goes on when there is room${noMounts}`,
    async () => {
      using folder = new TemporaryFolder();
      await using server = await PostgresServer.start();
      using disk = new SmallDisk(folder.path, { size: '16m', uid: statSync(server.dataFolder).uid });
      const url = await server.createDatabase();
      const database = new URL(url).pathname.slice(1);
      await server.query(`CREATE TABLESPACE small LOCATION '${folder.path}'`);
      await server.query(`ALTER DATABASE ${database} SET TABLESPACE small`);
      {
        await using store = await OpenedStore.open(openPostgres(url));
        await using other = await OpenedStore.open(openPostgres(url));
        await store.put(sampleMovie('a'));
        const filler = disk.fill();
        const outcomes = await Promise.allSettled([
          store.put(sampleMovie('b')),
          store.put(...LARGE),
          store.put(sampleMovie('c')),
        ]);
        expect(outcomes).toMatchObject([
          { status: 'fulfilled' },
          { status: 'rejected', reason: { reason: 'NO_SPACE', message: expect.stringContaining('No space left') } },
          { status: 'fulfilled' },
        ]);
        await other.refresh();
        for (const { movies, isConnected } of [store, other]) {
          expect([...movies.keys()]).toEqual(['a', 'b', 'c']);
          expect(isConnected).toBe(true);
        }
        rmSync(filler);
        await store.put(...LARGE);
        await other.refresh();
        expect(other.movies.size).toBe(5);
        expect(other.digest).toBe(store.digest);
      }
      // The disk can't go while a server uses it.
      await server[Symbol.asyncDispose]();
    },
  );
});
