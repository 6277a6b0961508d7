import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createMovieClient, type Movie, type MovieClient, MovieError } from 'movie-client';
import { CatalogServer } from './testing/catalog-server.js';

const MARTIAN = { id: 'martian', title: 'The Martian', rating: 8.2, director: 'Ridley Scott', releaseYear: 2015 };
const COCO = { id: 'coco', title: 'Coco', rating: 8.4, director: 'Lee Unkrich', genres: ['Animation'] };

let server: CatalogServer;

beforeAll(async () => {
  server = await CatalogServer.start([]);
});
afterAll(() => server[Symbol.asyncDispose]());

/** A client of a catalog with two movies. */
async function freshClient(): Promise<MovieClient> {
  const client = createMovieClient({ address: server.address });
  for await (const { id } of client.list()) await client.delete(id);
  await client.import([MARTIAN, COCO]);
  return client;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list = [];
  for await (const item of items) list.push(item);
  return list;
}

function ids(movies: readonly Movie[]): string[] {
  return movies.map(({ id }) => id);
}

describe('reads', () => {
  test('a movie is found by its id', async () => {
    using client = await freshClient();
    expect(await client.get('martian')).toEqual({
      ...MARTIAN,
      genres: [],
      labels: {},
      etag: expect.stringMatching(/./),
    });
  });

  test('an unknown id is a MovieError with all details', async () => {
    using client = await freshClient();
    const error = await client.get('nope').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MovieError);
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      reason: 'MOVIE_NOT_FOUND',
      message: 'No movie has the id "nope".',
      resource: { type: 'movie.v1.Movie', name: 'nope' },
      method: '/movie.v1.MovieService/GetMovie',
      address: server.address,
      requestId: expect.stringMatching(/./),
    });
  });

  test('a list is filtered and sorted, and fetches all pages', async () => {
    using client = await freshClient();
    await client.import(Array.from({ length: 25 }, (_, index) => ({ id: `x${index}`, title: 'X', rating: index / 4 })));
    expect(await all(client.list({}, { pageSize: 4 }))).toHaveLength(27);
    const best = await all(client.list({ minRating: 6, orderBy: 'rating', descending: true }, { pageSize: 1 }));
    expect(ids(best)).toEqual(['coco', 'martian', 'x24']);
    expect(ids(await all(client.list({ allGenres: ['animation'] })))).toEqual(['coco']);
    expect(ids(await all(client.list({ directorContains: 'scott', maxReleaseYear: 2015 })))).toEqual(['martian']);
  });

  test('a page says how many movies match in all', async () => {
    using client = await freshClient();
    const { movies, nextPageToken, totalSize } = await client.listPage({}, { pageSize: 1 });
    expect([ids([...movies]), totalSize]).toEqual([['coco'], 2]);
    const last = await client.listPage({}, { pageSize: 1, ...(nextPageToken && { pageToken: nextPageToken }) });
    expect([ids([...last.movies]), last.nextPageToken]).toEqual([['martian'], undefined]);
  });

  test('a misspelt word finds its movie', async () => {
    using client = await freshClient();
    const { results } = await client.search('martain');
    expect(results).toMatchObject([{ movie: { id: 'martian' }, score: expect.any(Number) }]);
  });

  test('a lookup has a result for every id, in their order', async () => {
    using client = await freshClient();
    async function* wanted() {
      yield* ['coco', 'nope', 'martian'];
    }
    const found = await all(client.lookup(wanted()));
    expect(found.map(({ id, movie }) => [id, movie?.title])).toEqual([
      ['coco', 'Coco'],
      ['nope', undefined],
      ['martian', 'The Martian'],
    ]);
  });

  test("the tutorial's two calls give the same movies", async () => {
    using client = await freshClient();
    expect(await client.getMovieById('martian')).toMatchObject({ title: 'The Martian' });
    expect((await all(client.getListMovies())).map(({ title }) => title).sort()).toEqual(['Coco', 'The Martian']);
  });

  test('health and services say what the server offers', async () => {
    using client = await freshClient();
    expect(await client.health()).toBe('SERVING');
    expect(await client.services()).toEqual(expect.arrayContaining(['Movie', 'movie.v1.MovieService']));
    await expect(client.health('nope')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('writes', () => {
  test('a movie is created, changed and deleted', async () => {
    using client = await freshClient();
    const { movie: created } = await client.create({ title: 'Up' });
    expect(created).toMatchObject({ id: expect.stringMatching(/./), title: 'Up', rating: undefined });
    const { id, etag } = created;
    const { movie: updated } = await client.update(id, { rating: 8.3, genres: ['Drama'] }, { etag });
    expect(updated).toMatchObject({ title: 'Up', rating: 8.3, genres: ['Drama'] });
    const cleared = await client.update(id, { rating: null, genres: [] });
    expect(cleared.movie).toMatchObject({ title: 'Up', rating: undefined, genres: [] });
    await client.delete(id);
    await client.delete(id, { allowMissing: true });
    await expect(client.delete(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an outdated etag is refused', async () => {
    using client = await freshClient();
    const { etag } = await client.get('coco');
    await client.update('coco', { rating: 1 });
    await expect(client.update('coco', { rating: 2 }, { etag })).rejects.toMatchObject({
      code: 'ABORTED',
      reason: 'ETAG_MISMATCH',
    });
  });

  test('an error lists every violation', async () => {
    using client = await freshClient();
    await expect(client.create({ title: '', rating: 11 })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      violations: [
        { field: 'movie.title', description: 'is required' },
        { field: 'movie.rating', description: 'must be from 0 to 10, and is 11' },
      ],
    });
  });

  test('an import says what it did', async () => {
    using client = await freshClient();
    const movies = [MARTIAN, { ...COCO, rating: 9 }, { title: 'New' }, { title: '' }];
    expect(await client.import(movies, { mode: 'upsert', skipInvalid: true })).toMatchObject({
      createdCount: 1,
      updatedCount: 1,
      unchangedCount: 1,
      skippedCount: 1,
      problems: [{ position: 3, field: 'title', description: 'is required' }],
    });
  });

  test('an import whose source throws imports nothing', async () => {
    using client = await freshClient();
    async function* failing() {
      yield { id: 'half', title: 'Half' };
      throw new Error('The source broke.');
    }
    await expect(client.import(failing())).rejects.toThrow('The source broke.');
    await expect(client.get('half')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an import that the server refuses closes its source', async () => {
    using client = await freshClient();
    let close = () => {};
    const isClosed = new Promise<void>((resolve) => {
      close = resolve;
    });
    async function* endless() {
      try {
        for (;;) yield { title: '' };
      } finally {
        close();
      }
    }
    await expect(client.import(endless())).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await isClosed;
  });
});
