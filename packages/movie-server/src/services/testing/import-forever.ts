// Imports movies into the server at the address that is its argument, without end, and prints a line for each thousand.
import { credentials } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';
import { CALLER_OPTIONS, importOptions, movieRecord, sendAll } from './movie-calls.js';

const [, , address = ''] = process.argv;
const client = new v1.MovieServiceClient(address, credentials.createInsecure(), CALLER_OPTIONS);
await sendAll(
  requests(),
  client.importMovies(() => {}),
);

function* requests(): Generator<v1.ImportMoviesRequest> {
  yield importOptions();
  for (let index = 0; ; index++) {
    yield movieRecord({ id: `${index}`, title: 'Half an import' });
    if (index % 1_000 === 999) console.log(index + 1);
  }
}
