// The tutorial's server on nice-grpc, with its async handlers and generators.
import { readFileSync } from 'node:fs';
import { type MovieData, MovieService } from 'movie-proto';
import { createServer, ServerError, Status } from 'nice-grpc';

const { port, database } = JSON.parse(process.argv[2] ?? '{}') as { port: number; database: string };
const { movies } = JSON.parse(readFileSync(database, 'utf8')) as { movies: MovieData[] };
const byId = new Map(movies.map((movie) => [movie.id, movie]));

const server = createServer();
// The two calls that are measured; the contract may grow.
const { getMovieById, getListMovies } = MovieService;
server.add(
  { getMovieById, getListMovies },
  {
    async getMovieById({ id }: { id: string }) {
      const movie = byId.get(id);
      if (!movie) throw new ServerError(Status.NOT_FOUND, 'not found');
      return movie;
    },
    async *getListMovies() {
      yield* movies;
    },
  },
);
await server.listen(`127.0.0.1:${port}`);
console.log('listening');
