// Opens the file named by its first argument, creates a movie in it, prints a WriteOutcome, and closes the file at the
// end of its input. A second argument is the user to become: only now that the program is loaded, as that user may not
// be able to enter the folder that the program is in.
import { MovieCatalog } from '../catalog.js';
import { openJsonFile } from '../json-file/json-file.js';
import { StoreError } from '../store.js';
import { sampleMovie } from './sample-movie.js';
import type { WriteOutcome } from './store-process.js';

const [, , path = '', uid] = process.argv;
if (uid !== undefined) become(Number(uid));
let catalog: MovieCatalog | undefined;
console.log(JSON.stringify(await run()));
for await (const _ of process.stdin);
await catalog?.close();

async function run(): Promise<WriteOutcome> {
  const { pid } = process;
  let loaded = -1;
  try {
    catalog = await MovieCatalog.open(openJsonFile(path));
    loaded = catalog.size;
    const movie = sampleMovie(`by-${pid}`, { title: 'x'.repeat(10_000) });
    await catalog.write(() => ({ changes: [{ id: movie.id, after: movie }], result: undefined }));
    return { pid, loaded };
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return { pid, loaded, reason: error.reason, message: error.message };
  }
}

function become(id: number): void {
  process.setgroups?.([]);
  process.setgid?.(id);
  process.setuid?.(id);
}
