import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { MovieService, v1 } from 'movie-proto';
import { ask, converse, download, failure } from 'test-kit';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const { lookupMovies } = v1.MovieServiceService;

const ALIEN = {
  id: 'alien',
  title: 'Alien',
  rating: 8.5,
  director: 'Ridley Scott',
  releaseYear: 1979,
  genres: ['Horror'],
  labels: { shelf: 'A 3' },
};

async function startWith(...movies: { id: string }[]) {
  const server = await startServer({ movies: movies.map((movie) => sampleMovie(movie.id, movie)) });
  return { ...server, movies: movieCalls(server.client) };
}

describe('GetMovie', () => {
  test('gives a movie with all that is stored, and an etag', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    expect((await movies.get('alien')).movie).toEqual({ ...ALIEN, etag: expect.stringMatching(/^\w{5,}$/) });
  });

  test('names a movie that there is not', async () => {
    await using server = await startWith();
    const { movies } = server;
    expect(await failure(movies.get('x'))).toMatchObject({
      code: status.NOT_FOUND,
      reason: 'MOVIE_NOT_FOUND',
      message: 'No movie has the id "x".',
      resource: { resourceType: 'movie.v1.Movie', resourceName: 'x' },
      facts: { id: 'x' },
    });
  });

  test('refuses what can not be an id', async () => {
    await using server = await startWith();
    const { movies } = server;
    expect(await violationsOf(movies.get('a\u0007b'))).toEqual(['id must not contain control characters']);
  });
});

describe('the tutorial’s service', () => {
  test('sees what movie.v1 creates, changes and deletes', async () => {
    await using server = await startWith(ALIEN);
    const { movies, client } = server;
    const get = async (id: string) => (await ask(client, MovieService.getMovieById, { id })).response;
    await movies.create({ id: 'new', title: 'New' });
    expect((await get('new')).title).toBe('New');
    await movies.update({ movie: { id: 'alien', title: 'Aliens' } });
    expect((await get('alien')).title).toBe('Aliens');
    await movies.delete({ id: 'alien' });
    expect(await failure(get('alien'))).toMatchObject({ code: status.NOT_FOUND });
  });

  test('lists the movies in the database’s order, changed and deleted ones too', async () => {
    await using server = await startWith({ id: 'b' }, { id: 'a' });
    const { movies, client } = server;
    await movies.create({ id: '0', title: 'Last' });
    await movies.update({ movie: { id: 'b', title: 'Changed' } });
    await movies.delete({ id: 'a' });
    const titles: string[] = [];
    for await (const { title } of download(client, MovieService.getListMovies, {})) titles.push(title);
    expect(titles).toEqual(['Changed', 'Last']);
  });
});

describe('LookupMovies', () => {
  test('answers each id in order, found or not, before the next one is sent', async () => {
    await using server = await startWith({ id: 'a' }, { id: 'b' });
    const { client } = server;
    const call = converse(client, lookupMovies);
    const answers = call[Symbol.asyncIterator]();
    for (const id of ['b', 'x', 'a', 'b', '']) {
      call.write({ id });
      const { value } = await answers.next();
      expect(value).toMatchObject({ id, movie: ['a', 'b'].includes(id) ? { id } : undefined });
    }
    call.end();
    expect((await answers.next()).done).toBe(true);
  });

  test('keeps the order of ids that are sent at once', async () => {
    await using server = await startWith({ id: '7' }, { id: '500' });
    const { client } = server;
    const call = converse(client, lookupMovies);
    const ids = Array.from({ length: 1_000 }, (_, index) => `${index}`);
    for (const id of ids) call.write({ id });
    call.end();
    const answers = [];
    for await (const { id, movie } of call) answers.push(movie ? `${id} found` : id);
    expect(answers).toEqual(ids.map((id) => (['7', '500'].includes(id) ? `${id} found` : id)));
  });

  test('answers with what is there at that moment', async () => {
    await using server = await startWith();
    const { client, movies } = server;
    const call = converse(client, lookupMovies);
    const answers = call[Symbol.asyncIterator]();
    call.write({ id: 'alien' });
    expect((await answers.next()).value).toEqual({ id: 'alien', movie: undefined });
    await movies.create(ALIEN);
    call.write({ id: 'alien' });
    expect((await answers.next()).value).toMatchObject({ movie: ALIEN });
    call.end();
    await answers.next();
  });
});
