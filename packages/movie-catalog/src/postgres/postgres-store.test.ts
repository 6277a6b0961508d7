import { afterAll, beforeAll, describe } from '@jest/globals';
import { onPostgres, PostgresServer } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { describeStoreContract } from '../testing/store-contract.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  describeStoreContract('a database', async (movies) => {
    const url = await server.createDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    if (movies.length > 0) await store.put(...movies);
    return { newStore: () => openPostgres(url), [Symbol.asyncDispose]: async () => {} };
  });
});
