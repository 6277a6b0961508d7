import { describe, expect, test } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead, runSql } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('a history of PostgreSQL that leads to other movies than there are', () => {
  test('is not what a server decides its writes on', async () => {
    const url = await createDatabase();
    await using one = await OpenedStore.open(openPostgres(url));
    await using two = await OpenedStore.open(openPostgres(url, { notify: false }));
    await one.put(sampleMovie('a', { title: 'True' }));
    await runSql(
      url,
      `UPDATE movie_catalog.change SET after = jsonb_set(after::jsonb, '{title}', '"False"')::json WHERE revision = 1`,
    );
    const seen = await two.write(({ get }) => ({
      changes: [{ id: 'b', after: sampleMovie('b') }],
      result: get('a')?.title,
    }));
    expect(seen.result).toBe('True');
    await one.refresh();
    const { digest } = await readHead(url);
    expect([one.digest, two.digest]).toEqual([digest, digest]);
  });
});
