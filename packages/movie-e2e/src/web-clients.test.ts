import { Code, ConnectError } from '@connectrpc/connect';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMovieClient } from 'movie-client';
import { CatalogServer } from './testing/catalog-server.js';
import { detailsOf } from './testing/details-of.js';
import { WEB_PROTOCOLS, WebCaller } from './testing/web-caller.js';

const SERVICE = 'movie.v1.MovieService';
const ALIEN = { id: 'alien', title: 'Alien', rating: 8.5, director: 'Ridley Scott' };

let server: CatalogServer;

beforeAll(async () => {
  server = await CatalogServer.start([ALIEN, { id: 'up', title: 'Up', rating: 8.25, director: '' }]);
});

afterAll(() => server[Symbol.asyncDispose]());

/** What a call fails with. */
async function failureOf(call: Promise<unknown>) {
  const error = await call.then(
    () => new Error('The call succeeded.'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectError)) throw error;
  const details = error.details.map((detail) => ('type' in detail ? detail : { type: '', value: new Uint8Array() }));
  return { code: Code[error.code], message: error.rawMessage, ...detailsOf(details) };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe.each(Object.entries(WEB_PROTOCOLS))('connect-web by %s', (protocol, transportTo) => {
  test('makes every unary call of both contracts', async () => {
    const caller = new WebCaller(transportTo(`http://${server.address}`));
    const ask = (method: string, request: object) => caller.ask(`${SERVICE}/${method}`, { ...request });
    const movie = {
      title: `Interstellar by ${protocol}`,
      rating: 8.25,
      genres: ['drama', 'science fiction'],
      releaseYear: 2014,
      labels: { 'my shelf': 'A 3' },
    };
    const made = { movie: { ...movie, id: expect.any(String), etag: expect.any(String) } };
    const revision = expect.stringMatching(/^\d+-[0-9a-f]{8}$/);

    expect(await ask('CreateMovie', { movie: { ...movie, id: protocol } })).toEqual({ ...made, revision });
    expect(await ask('GetMovie', { id: protocol })).toEqual(made);
    const order = { field: 'MOVIE_ORDER_FIELD_RELEASE_YEAR', descending: true };
    const filter = { titleContains: 'INTERSTELLAR', directorContains: '', minReleaseYear: 2014 };
    expect(await ask('ListMovies', { pageSize: 1, filter, order })).toMatchObject({ movies: [movie], totalSize: 1 });
    expect(await ask('SearchMovies', { query: 'interstelar' })).toMatchObject({ results: [{ movie }] });
    expect(await ask('SummarizeMovies', { filter })).toMatchObject({ totalSize: 1, averageRating: 8.25 });
    const update = { movie: { id: protocol, rating: 8 }, updateMask: 'rating,labels.`my shelf`' };
    const updated = await ask('UpdateMovie', update);
    expect(updated).toMatchObject({ movie: { title: movie.title, rating: 8 } });
    expect(updated).not.toHaveProperty('movie.labels');
    expect(await caller.ask('Movie/GetMovieByID', { id: protocol })).toEqual({
      id: protocol,
      title: movie.title,
      rating: 8,
    });
    const batch = { filter, expectedCount: 1, movie: { director: 'Nolan' }, updateMask: 'director' };
    const { revision: batchRevision, ...counts } = Object(await ask('BatchUpdateMovies', batch));
    expect(counts).toEqual({ updatedCount: 1 });
    const undo = await ask('RevertCommit', { revision: batchRevision, validateOnly: true });
    expect(undo).toMatchObject({ updatedCount: 1, changes: [{ before: { director: 'Nolan' }, after: { rating: 8 } }] });
    const validated = await ask('BatchDeleteMovies', { ids: { ids: [protocol] }, validateOnly: true });
    expect(validated).toMatchObject({ deletedCount: 1, changes: [{ before: { id: protocol } }] });
    expect(await ask('DeleteMovie', { id: protocol })).toEqual({ revision });
    using grpc = createMovieClient({ address: server.address });
    await expect(grpc.get(protocol)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('reads a stream of each contract', async () => {
    const caller = new WebCaller(transportTo(`http://${server.address}`));
    expect(await collect(caller.stream('Movie/GetListMovies', {}))).toEqual([
      ALIEN,
      { id: 'up', title: 'Up', rating: 8.25 },
    ]);
    const events = caller.stream(`${SERVICE}/WatchMovies`, { skipExisting: true });
    expect((await events.next()).value).toMatchObject({
      checkpoint: { totalSize: 2 },
      resumeToken: expect.any(String),
    });
    using grpc = createMovieClient({ address: server.address });
    const { rating } = await grpc.get('alien');
    await grpc.update('alien', { rating: 9 });
    expect((await events.next()).value).toMatchObject({
      updated: { id: 'alien', rating: 9 },
      previous: ALIEN,
      changeTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      revision: expect.any(String),
    });
    await grpc.update('alien', { rating });
    await events.return();
  });

  test('gets an error with its details, before a stream, too', async () => {
    const caller = new WebCaller(transportTo(`http://${server.address}`));
    const movie = { title: '', rating: 11 };
    expect(await failureOf(caller.ask(`${SERVICE}/CreateMovie`, { movie }))).toEqual({
      code: 'InvalidArgument',
      message: expect.stringContaining('movie.title'),
      reason: 'INVALID_REQUEST',
      fields: ['movie.title', 'movie.rating'],
    });
    const stream = caller.stream(`${SERVICE}/WatchMovies`, { resumeToken: 'none', skipExisting: true });
    expect(await failureOf(collect(stream))).toMatchObject({ code: 'InvalidArgument', reason: 'INVALID_REQUEST' });
  });

  test('learns from the server that the deadline has passed', async () => {
    const caller = new WebCaller(transportTo(`http://${server.address}`));
    const headers = protocol.startsWith('Connect') ? { 'connect-timeout-ms': '300' } : { 'grpc-timeout': '300m' };
    // The library would end the call itself if it knew.
    const watch = caller.stream(`${SERVICE}/WatchMovies`, {}, { headers });
    expect(await failureOf(collect(watch))).toMatchObject({
      code: 'DeadlineExceeded',
      message: 'The deadline has passed.',
    });
  });
});
