// The tutorial's server as one writes it first, with grpc-js, its callbacks and the stubs.
import { readFileSync } from 'node:fs';
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { type Empty, type MovieData, type MovieID, MovieService } from 'movie-proto';

const { port, database } = JSON.parse(process.argv[2] ?? '{}') as { port: number; database: string };
const { movies } = JSON.parse(readFileSync(database, 'utf8')) as { movies: MovieData[] };
const byId = new Map(movies.map((movie) => [movie.id, movie]));

const server = new Server();
server.addService(MovieService, {
  getMovieById(call: ServerUnaryCall<MovieID, MovieData>, callback: sendUnaryData<MovieData>) {
    const movie = byId.get(call.request.id);
    if (movie) callback(null, movie);
    else callback({ code: status.NOT_FOUND, details: 'not found' });
  },
  async getListMovies(call: ServerWritableStream<Empty, MovieData>) {
    for (const movie of movies) {
      if (!call.write(movie)) await new Promise((resolve) => call.once('drain', resolve));
    }
    call.end();
  },
});
server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), () => console.log('listening'));
