// Opens the database named by its argument when it gets a line, says `open`, writes a movie, says `wrote` and its id, and
// keeps the database until it is killed. If it can't open the database, it ends as the server does.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { MovieCatalog, openJsonFile } from 'movie-catalog';
import { sampleMovie } from 'movie-catalog/testing';

const [, , path = ''] = process.argv;
console.log('ready');
await once(process.stdin, 'data');
const catalog = await MovieCatalog.open(openJsonFile(path)).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
console.log('open');
const movie = sampleMovie(randomUUID());
await catalog.write(() => ({ changes: [{ id: movie.id, after: movie }], result: undefined }));
console.log(`wrote ${movie.id}`);
