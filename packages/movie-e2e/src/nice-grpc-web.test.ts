import { expect, test } from '@jest/globals';
import { Status } from 'grpc-proto';
import { createMovieClient } from 'movie-client';
import { MovieService, v1 } from 'movie-proto';
import { ClientError, Status as Code, createChannel, createClient, type Metadata } from 'nice-grpc-web';
import { CatalogProcess } from './testing/catalog-process.js';
import { detailsOf } from './testing/details-of.js';

const ALIEN = { id: 'alien', title: 'Alien', rating: 8.5, director: 'Ridley Scott' };

/** A method of a stub, as nice-grpc-web takes it. */
function forWeb<Method extends object>(method: Method) {
  return { ...method, options: {} };
}

const { getMovie, createMovie, importMovies, watchMovies } = v1.MovieServiceService;
const CATALOG = {
  getMovie: forWeb(getMovie),
  createMovie: forWeb(createMovie),
  importMovies: forWeb(importMovies),
  watchMovies: forWeb(watchMovies),
};
const TUTORIAL = { getListMovies: forWeb(MovieService.getListMovies) };

test('nice-grpc-web, a client of gRPC-Web, makes the calls of both contracts', async () => {
  await using server = await CatalogProcess.start([ALIEN]);
  const channel = createChannel(`http://${server.address}`);
  const client = createClient(CATALOG, channel);
  expect((await client.getMovie({ id: 'alien' })).movie).toMatchObject(ALIEN);

  const titles: string[] = [];
  for await (const { title } of createClient(TUTORIAL, channel).getListMovies({})) titles.push(title);
  expect(titles).toEqual(['Alien']);

  let trailer: Metadata | undefined;
  const refused = client.createMovie(
    { movie: v1.Movie.create({ rating: 11 }) },
    {
      onTrailer: (metadata) => {
        trailer = metadata;
      },
    },
  );
  const error = await refused.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ClientError);
  expect(error).toMatchObject({ code: Code.INVALID_ARGUMENT, details: expect.stringContaining('movie.title') });
  const { details } = Status.decode(trailer?.get('grpc-status-details-bin') ?? new Uint8Array());
  expect(detailsOf(details.map(({ typeUrl: type, value }) => ({ type, value })))).toEqual({
    reason: 'INVALID_REQUEST',
    fields: ['movie.title', 'movie.rating'],
  });
});

test('nice-grpc-web sends a stream of requests, and a watch of it sees what gRPC writes', async () => {
  await using server = await CatalogProcess.start([]);
  const client = createClient(CATALOG, createChannel(`http://${server.address}`));
  async function* requests(): AsyncGenerator<v1.ImportMoviesRequest> {
    yield { request: { $case: 'options', value: v1.ImportOptions.create() } };
    yield { request: { $case: 'record', value: v1.ImportRecord.create({ movie: ALIEN }) } };
    yield { request: { $case: 'count', value: 1 } };
  }
  expect(await client.importMovies(requests())).toMatchObject({ createdCount: 1 });

  const stop = new AbortController();
  const seen: (string | undefined)[] = [];
  using grpc = createMovieClient({ address: server.address });
  const watch = async () => {
    for await (const { event } of client.watchMovies(v1.WatchMoviesRequest.create(), { signal: stop.signal })) {
      seen.push(event?.$case);
      if (event?.$case === 'checkpoint') await grpc.update('alien', { rating: 9 });
      if (event?.$case === 'updated') stop.abort();
    }
  };
  await expect(watch()).rejects.toMatchObject({ name: 'AbortError' });
  expect(seen).toEqual(['existing', 'checkpoint', 'updated']);
});
