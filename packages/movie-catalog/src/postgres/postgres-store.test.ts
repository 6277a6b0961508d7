import { describe } from '@jest/globals';
import { createDatabase, onPostgres } from 'test-kit';
import { OpenedStore } from '../testing/opened-store.js';
import { describeStoreContract } from '../testing/store-contract.js';
import { openPostgres } from './postgres-store.js';

onPostgres(describe)('on PostgreSQL', () => {
  describeStoreContract('a database', async (movies) => {
    const url = await createDatabase();
    await using store = await OpenedStore.open(openPostgres(url));
    if (movies.length > 0) await store.put(...movies);
    return { newStore: () => openPostgres(url), [Symbol.asyncDispose]: async () => {} };
  });
});
