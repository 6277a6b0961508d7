// Opens the file named by its argument, creates a movie in it, prints a CommitOutcome, and closes it at the end of its
// input.
import { openJsonFile } from '../json-file.js';
import { StoreError } from '../store.js';
import { sampleMovie } from './sample-movie.js';
import type { CommitOutcome } from './store-process.js';

const [, , path = ''] = process.argv;
const store = openJsonFile(path);
console.log(JSON.stringify(await run()));
for await (const _ of process.stdin);
await store.close();

async function run(): Promise<CommitOutcome> {
  const { pid } = process;
  let loaded = -1;
  try {
    loaded = (await store.load(() => undefined)).movies.length;
    const movie = sampleMovie(`by-${pid}`, { title: 'x'.repeat(10_000) });
    await store.commit([{ id: movie.id, before: undefined, after: movie }]);
    return { pid, loaded };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { pid, loaded, reason: error.reason, message: error.message };
  }
}
