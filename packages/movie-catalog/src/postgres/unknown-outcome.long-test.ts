import { describe, expect, test } from '@jest/globals';
import { FaultyLink, onPostgres, PostgresServer } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

/** What the driver sends to make a turn durable, and not the level of isolation. */
const COMMIT = /COMMIT\0/;

onPostgres(describe)('a store on a PostgreSQL that is lost at a commit and stays away', () => {
  test.each([
    ['answer', ['a', 'b']],
    ['request', ['a']],
  ] as const)('does not say that a write failed of which it lost the %s', async (what, written) => {
    await using server = await PostgresServer.start();
    const url = await server.createDatabase();
    await using link = await FaultyLink.to('127.0.0.1', server.port);
    await using store = await OpenedStore.open(
      openPostgres(Object.assign(new URL(url), { host: `127.0.0.1:${link.port}` }).href),
    );
    await store.put(sampleMovie('a'));
    const cut = link.cutAt(COMMIT, what);
    const write = store.put(sampleMovie('b')).catch((error: unknown) => error);
    await cut;
    link.refuse();
    link.cut();
    const later = store.put(sampleMovie('c')).catch((error: unknown) => error);
    expect(await write).toMatchObject({
      reason: 'WRITE_FAILED',
      message: expect.stringContaining('It is not known whether'),
    });
    // It was not decided yet, so that this is known of it.
    expect(await later).toMatchObject({ reason: 'UNREACHABLE' });
    link.accept();
    // By now, as it looks every second.
    while (!store.isConnected) await store.refresh().catch(() => {});
    expect([...store.movies.keys()]).toEqual(written);
    // After a failed attempt to connect, the next one waits a little.
    while (!(await isWritten(store.put(sampleMovie('d')))));
    expect([...store.movies.keys()]).toEqual([...written, 'd']);
    expect(store.digest).toBe((await readHead(url)).digest);
  });
});

/** Whether a write was made; if not, the database could not be reached. */
async function isWritten(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    expect(error).toMatchObject({ reason: 'UNREACHABLE' });
    return false;
  }
}
