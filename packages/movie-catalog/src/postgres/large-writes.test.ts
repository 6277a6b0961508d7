import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
import type { Movie } from '../movie.js';
import { OpenedStore } from '../testing/opened-store.js';
import { runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('large writes to a database of PostgreSQL', () => {
  test('of one server, one after another, let others have their turn', async () => {
    const url = await createDatabase();
    await using busy = await OpenedStore.open(openPostgres(url));
    await using other = await OpenedStore.open(openPostgres(url));
    await busy.put(...movies('large', 1_100, 0));
    let isWritten = false;
    const write = other.put(sampleMovie('small')).finally(() => {
      isWritten = true;
    });
    let count = 0;
    while (!isWritten && count < 20) await busy.put(...movies('large', 1_100, ++count));
    await write;
    expect(count).toBeLessThan(8);
  });

  test('that wait at the same time have turns of their own, and small ones share one', async () => {
    const url = await createDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    const sizes = [5_000, 5_000, 1, 1];
    await Promise.all(sizes.map((size, index) => store.put(...movies(`${index}`, size, 0))));
    const turns = await runSql<{ revisions: number[] }>(
      url,
      `SELECT json_agg(revision ORDER BY revision) AS revisions FROM movie_catalog.commit
      WHERE revision > 0 GROUP BY turn ORDER BY min(revision)`,
    );
    expect(turns.map(({ revisions }) => revisions)).toEqual([[1], [2], [3, 4]]);
  });
});

function movies(prefix: string, count: number, rating: number): Movie[] {
  return Array.from({ length: count }, (_, index) => sampleMovie(`${prefix}-${index}`, { rating: rating / 10 }));
}
