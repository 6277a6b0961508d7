import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { failure } from 'test-kit';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const ALIEN = {
  id: 'alien',
  title: 'Alien',
  rating: 8.5,
  director: 'Ridley Scott',
  releaseYear: 1979,
  genres: ['Horror'],
  labels: { shelf: 'A 3' },
};
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function startWith(...movies: { id: string }[]) {
  const server = await startServer({ movies: movies.map((movie) => sampleMovie(movie.id, movie)) });
  return { ...server, movies: movieCalls(server.client) };
}

describe('CreateMovie', () => {
  test('keeps the id that is given, and makes a UUID where none is', async () => {
    await using server = await startWith();
    const { movies } = server;
    expect((await movies.create(ALIEN)).movie).toEqual((await movies.get('alien')).movie);
    const { movie } = await movies.create({ title: 'No Id', etag: 'ignored' });
    expect(movie?.id).toMatch(UUID);
    expect((await movies.get(movie?.id ?? '')).movie).toEqual(movie);
  });

  test('refuses an id that is taken, and leaves the movie as it is', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const expected = {
      code: status.ALREADY_EXISTS,
      reason: 'MOVIE_ALREADY_EXISTS',
      resource: { resourceType: 'movie.v1.Movie', resourceName: 'alien' },
    };
    expect(await failure(movies.create({ ...ALIEN, title: 'Other' }))).toMatchObject(expected);
    expect((await movies.get('alien')).movie?.title).toBe('Alien');
  });

  test('of one id by many at once succeeds once', async () => {
    await using server = await startWith();
    const { movies } = server;
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => movies.create(ALIEN)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('UpdateMovie', () => {
  test('changes the fields that its mask names, and only them', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const request = { movie: { id: 'alien', title: 'Aliens', rating: 1 }, updateMask: ['title', 'release_year'] };
    const { movie } = await movies.update(request);
    expect(movie).toMatchObject({ ...ALIEN, title: 'Aliens', releaseYear: 0 });
    expect((await movies.get('alien')).movie).toEqual(movie);
  });

  test('without a mask changes the fields that are not empty', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const { movie } = await movies.update({ movie: { id: 'alien', rating: 9, genres: ['Drama'] } });
    expect(movie).toMatchObject({ ...ALIEN, rating: 9, genres: ['Drama'] });
  });

  test('with the mask * changes all fields', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const { movie } = await movies.update({ movie: { id: 'alien', title: 'New' }, updateMask: ['*'] });
    expect(movie).toMatchObject({
      id: 'alien',
      title: 'New',
      rating: undefined,
      director: '',
      releaseYear: 0,
      genres: [],
      labels: {},
    });
  });

  test('that changes nothing keeps the etag', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const before = (await movies.get('alien')).movie;
    expect((await movies.update({ movie: ALIEN })).movie?.etag).toBe(before?.etag);
  });

  test('of a movie that there is not is NOT_FOUND, unless it may be missing', async () => {
    await using server = await startWith();
    const { movies } = server;
    const request = { movie: ALIEN, updateMask: ['title'] };
    expect(await failure(movies.update(request))).toMatchObject({
      code: status.NOT_FOUND,
      resource: { resourceType: 'movie.v1.Movie', resourceName: 'alien' },
    });
    expect((await movies.update({ ...request, allowMissing: true })).movie).toMatchObject(ALIEN);
    expect((await movies.get('alien')).movie).toMatchObject(ALIEN);
  });

  test('that creates a movie holds it to every rule', async () => {
    await using server = await startWith();
    const { movies } = server;
    const request = { movie: { id: 'x', rating: 5 }, updateMask: ['rating'], allowMissing: true };
    expect(await violationsOf(movies.update(request))).toEqual(['movie.title is required']);
  });
});

describe('an etag', () => {
  test('that is the movie’s lets it be changed, once', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const { etag = '' } = (await movies.get('alien')).movie ?? {};
    const updated = await movies.update({ movie: { id: 'alien', rating: 9, etag } });
    expect(updated.movie?.etag).not.toBe(etag);
    const late = movies.update({ movie: { id: 'alien', rating: 1, etag } });
    expect(await failure(late)).toMatchObject({ code: status.ABORTED, reason: 'ETAG_MISMATCH' });
    expect((await movies.get('alien')).movie?.rating).toBe(9);
  });

  test('of many writers who read the same movie lets one through', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const { etag = '' } = (await movies.get('alien')).movie ?? {};
    const writers = Array.from({ length: 10 }, (_, rating) =>
      movies.update({ movie: { id: 'alien', title: `${rating}`, etag } }),
    );
    const all = await Promise.allSettled(writers);
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('that is not the movie’s keeps it from being deleted', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    const { etag = '' } = (await movies.get('alien')).movie ?? {};
    const expected = { code: status.ABORTED, reason: 'ETAG_MISMATCH' };
    expect(await failure(movies.delete({ id: 'alien', etag: 'x' }))).toMatchObject(expected);
    await movies.delete({ id: 'alien', etag });
    expect(await failure(movies.get('alien'))).toMatchObject({ code: status.NOT_FOUND });
  });

  test('keeps a movie that someone deleted from being created again', async () => {
    await using server = await startWith();
    const { movies } = server;
    const request = { movie: { ...ALIEN, etag: 'x' }, allowMissing: true };
    expect(await failure(movies.update(request))).toMatchObject({ code: status.ABORTED, reason: 'ETAG_MISMATCH' });
  });

  test('of a movie that is gone says NOT_FOUND, and nothing where it may be missing', async () => {
    await using server = await startWith();
    const { movies } = server;
    expect(await failure(movies.delete({ id: 'alien', etag: 'x' }))).toMatchObject({ code: status.NOT_FOUND });
    expect(await failure(movies.update({ movie: { ...ALIEN, etag: 'x' } }))).toMatchObject({ code: status.NOT_FOUND });
    expect(await movies.delete({ id: 'alien', etag: 'x', allowMissing: true })).toEqual({ revision: '' });
  });
});

describe('DeleteMovie', () => {
  test('removes a movie', async () => {
    await using server = await startWith(ALIEN);
    const { movies } = server;
    await movies.delete({ id: 'alien' });
    expect((await movies.list()).totalSize).toBe(0);
  });

  test('of a movie that there is not is NOT_FOUND, unless it may be missing', async () => {
    await using server = await startWith();
    const { movies } = server;
    expect(await failure(movies.delete({ id: 'x' }))).toMatchObject({
      code: status.NOT_FOUND,
      resource: { resourceType: 'movie.v1.Movie', resourceName: 'x' },
    });
    expect(await movies.delete({ id: 'x', allowMissing: true })).toEqual({ revision: '' });
  });
});
