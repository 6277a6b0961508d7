import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { onPgBouncer, PgBouncer, PostgresServer } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { readHead } from '../testing/run-sql.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { openPostgres } from './postgres-store.js';

onPgBouncer(describe)('stores on PgBouncer in transaction mode, without notifications', () => {
  let server: PostgresServer;
  let bouncer: PgBouncer;
  beforeAll(async () => {
    server = await PostgresServer.start();
    bouncer = await PgBouncer.start(server);
  });
  afterAll(async () => {
    await bouncer[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  test('set up a database, write, follow each other, and know the history when they are opened again', async () => {
    const url = bouncer.through(await server.createDatabase());
    const open = () => OpenedStore.open(openPostgres(url, { notify: false }));
    const stores = await Promise.all([open(), open(), open()]);
    const writes = Array.from({ length: 30 }, (_, index) => sampleMovie(`${index}`));
    await Promise.all(writes.map((movie, index) => stores[index % stores.length]?.put(movie)));
    for (const { commits } of stores) await commits.first(({ revision }) => revision === writes.length);
    const { digest, epoch } = await readHead(url);
    for (const store of stores) {
      expect(store.digest).toBe(digest);
      expect(store.commits.events.map(({ revision }) => revision)).toEqual(writes.map((_, index) => index + 1));
      await store.close();
    }
    await using reopened = await open();
    expect(reopened.digest).toBe(digest);
    expect(reopened.snapshots).toMatchObject([{ epoch, revision: writes.length }]);
    expect([...(reopened.snapshots[0]?.history ?? [])].map(({ revision }) => revision)).toEqual(
      writes.map((_, index) => index + 1),
    );
  });
});
