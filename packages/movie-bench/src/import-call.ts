import { v1 } from 'movie-proto';
import { movieAt } from './movies.js';
import { RawConnection } from './raw-connection.js';

/**
 * Imports movies in one call.
 *
 * @param first the number of the first of them
 * @throws Error if the server created another number of movies
 */
export async function importMovies(port: number, first: number, count: number): Promise<void> {
  const connection = await RawConnection.open(port, '/movie.v1.MovieService/ImportMovies');
  const chunks: Buffer[] = [];
  const call = connection.start((chunk) => chunks.push(Buffer.from(chunk)));
  const encode = (request: v1.ImportMoviesRequest['request']) => v1.ImportMoviesRequest.encode({ request }).finish();
  const options = { mode: v1.ImportMode.IMPORT_MODE_UPSERT, skipInvalid: false, validateOnly: false };
  call.send(encode({ $case: 'options', value: options }), false);
  for (let index = 0; index < count; index++) {
    const movie = v1.Movie.create({ ...movieAt(first + index), releaseYear: 2000, genres: ['Drama'] });
    call.send(encode({ $case: 'record', value: { movie, updateMask: undefined } }), false);
    if (index % 100 === 99) await call.ready();
  }
  call.send(encode({ $case: 'count', value: count }), true);
  await call.done;
  const { createdCount } = v1.ImportMoviesResponse.decode(Buffer.concat(chunks).subarray(5));
  if (createdCount !== count) throw new Error(`ImportMovies created ${createdCount} movies.`);
  connection.close();
}
