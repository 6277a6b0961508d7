import { describe, expect, test } from '@jest/globals';
import { openPostgres } from 'movie-catalog/postgres';
import { createDatabase, onPostgres } from 'test-kit';
import { importOf, movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { WatchReader } from '../testing/watch-reader.js';

/** A server on a database of PostgreSQL. */
async function startOn(url: string) {
  const server = await startServer({ store: (log) => openPostgres(url, { log: log.logger }) });
  return { ...server, movies: movieCalls(server.client) };
}

onPostgres(describe)('servers on one database of PostgreSQL', () => {
  test('undo each other’s writes, those before their start too', async () => {
    const url = await createDatabase();
    await using first = await startOn(url);
    const created = await first.movies.importAll(importOf([{ id: 'a', title: 'A', labels: { shelf: '1' } }]));
    await using second = await startOn(url);
    const { revision } = await first.movies.update({ movie: { id: 'a', rating: 5, labels: { shelf: '2' } } });
    // It may not have the write yet, and validates nothing less for it.
    expect(await second.movies.revert(revision, true)).toMatchObject({ updatedCount: 1 });
    expect(await second.movies.revert(revision)).toMatchObject({ updatedCount: 1 });
    expect((await second.movies.get('a')).movie).toMatchObject({ rating: undefined, labels: { shelf: '1' } });
    expect(await second.movies.revert(created.revision)).toMatchObject({ deletedCount: 1 });
    expect(second.catalog.size).toBe(0);
  });

  test('send what one of them has seen before a restart as it was: with the movie before, the time and the revision', async () => {
    const url = await createDatabase();
    await using first = await startOn(url);
    using watch = new WatchReader(first.client);
    const { resumeToken } = await watch.next();
    await first.movies.create({ id: 'a', title: 'A', labels: { shelf: '1' } });
    await first.movies.update({ movie: { id: 'a', rating: 0 } });
    await first.movies.delete({ id: 'a' });
    const seen = await watch.take(3);
    expect(seen[1]?.previous).toMatchObject({ rating: undefined, labels: { shelf: '1' } });
    await using restarted = await startOn(url);
    using resumed = new WatchReader(restarted.client, { resumeToken });
    expect(await resumed.take(3)).toEqual(seen);
    using fresh = new WatchReader(restarted.client);
    expect((await fresh.next()).event).toEqual({
      $case: 'checkpoint',
      value: { totalSize: 0, revision: seen.at(-1)?.revision },
    });
  });
});
