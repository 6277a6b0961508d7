import { describe, expect, test } from '@jest/globals';
import { createDatabase, FaultyLink, onPostgres } from 'test-kit';
import { databaseAddress } from './database-address.js';
import { Session } from './session.js';

onPostgres(describe)('a session on PostgreSQL', () => {
  test('fails at once if its connection is lost while it reads rows', async () => {
    const url = await createDatabase();
    await using link = await FaultyLink.toDatabase(url);
    const session = await Session.connect(databaseAddress(link.through(url)));
    const sql = 'SELECT pg_sleep(CASE WHEN n > 10 THEN 60 ELSE 0 END) FROM generate_series(1, 100) AS n';
    const rows = session.batches(sql, [], 10);
    await rows.next();
    const startedAt = performance.now();
    await link[Symbol.asyncDispose]();
    await expect(drain(rows)).rejects.toMatchObject({ name: 'ConnectionLostError' });
    // Long before an answer counts as overdue.
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    await session.close();
  });
});

async function drain(rows: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of rows);
}
