import { openJsonFile } from '../json-file/json-file.js';
import { MemoryStore } from '../memory/memory-store.js';
import { HubDatabase } from '../testing/hub-database.js';
import { JsonDatabase } from '../testing/json-database.js';
import { describeStoreContract } from '../testing/store-contract.js';

describeStoreContract('A channel to a hub with a memory', (movies) => HubDatabase.open(new MemoryStore(movies)));

describeStoreContract('A channel to a hub with a JSON file', async (movies) => {
  const file = new JsonDatabase(movies);
  const database = await HubDatabase.open(openJsonFile(file.path));
  return {
    newStore: () => database.newStore(),
    [Symbol.asyncDispose]: async () => {
      await database[Symbol.asyncDispose]();
      file[Symbol.dispose]();
    },
  };
});
