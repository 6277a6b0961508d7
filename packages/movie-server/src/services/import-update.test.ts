import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Movie, openJsonFile } from 'movie-catalog';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { failure, TemporaryFolder } from 'test-kit';
import { importCount, importOf, importOptions, movieCalls, movieRecord, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { toMessage } from './movie-messages.js';

const UPSERT = v1.ImportMode.IMPORT_MODE_UPSERT;
const ALIEN = sampleMovie('alien', {
  title: 'Alien',
  rating: 8.5,
  director: 'Ridley Scott',
  genres: ['Horror'],
  labels: { shelf: 'A', watched: 'yes' },
});

async function start(movies: readonly Movie[] = [ALIEN]) {
  const server = await startServer({ movies });
  return { ...server, movies: movieCalls(server.client) };
}

type Options = Parameters<typeof importOptions>[0];

/** An import of these records. */
function importRecords(records: readonly v1.ImportMoviesRequest[], options: Options = { mode: UPSERT }) {
  return [importOptions(options), ...records, importCount(records.length)];
}

describe('a record with a mask', () => {
  test.each<[string, Parameters<typeof movieRecord>, Partial<Movie>]>([
    ['that it names', [{ rating: 9, title: 'not meant' }, ['rating']], { rating: 9 }],
    [
      'that are empty: it clears them',
      [{}, ['rating', 'director', 'genres']],
      { rating: undefined, director: '', genres: [] },
    ],
    ['such as all labels', [{ labels: { new: '1' } }, ['labels']], { labels: { new: '1' } }],
    [
      'such as single labels',
      [{ labels: { shelf: 'B' } }, ['labels.shelf', 'labels.watched']],
      { labels: { shelf: 'B' } },
    ],
    ['if it names any', [{ title: 'not meant' }, []], {}],
  ])('changes the fields of an existing movie %s', async (_, [movie, mask], expected) => {
    await using server = await start();
    await server.movies.importAll(importRecords([movieRecord({ ...movie, id: 'alien' }, mask)]));
    expect(server.catalog.get('alien')).toEqual({ ...ALIEN, ...expected });
  });

  test('creates a new movie with everything that it has', async () => {
    await using server = await start([]);
    const record = movieRecord({ id: 'new', title: 'New', rating: 7, labels: { shelf: 'A' } }, ['rating']);
    expect(await server.movies.importAll(importRecords([record]))).toMatchObject({ createdCount: 1 });
    expect(server.catalog.get('new')).toMatchObject({ title: 'New', rating: 7, labels: { shelf: 'A' } });
  });

  test('may leave out of an existing movie what a new one must have', async () => {
    await using server = await start();
    const records = [
      movieRecord({ id: 'alien', rating: 1 }, ['rating']),
      movieRecord({ id: 'new', rating: 1 }, ['rating']),
    ];
    expect(await violationsOf(server.movies.importAll(importRecords(records)))).toEqual([
      'movies[1].title is required for a new movie: no movie has the id "new"',
    ]);
    const options = { mode: UPSERT, skipInvalid: true };
    expect(await server.movies.importAll(importRecords(records, options))).toMatchObject({
      createdCount: 0,
      updatedCount: 1,
      skippedCount: 1,
      problems: [
        { position: 1, field: 'title', description: 'is required for a new movie: no movie has the id "new"' },
      ],
    });
  });

  test('is held to the rules in what it brings, and in what comes of it', async () => {
    const labels = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`label ${index}`, '']));
    await using server = await start([ALIEN, { ...ALIEN, id: 'full', labels }]);
    const records = [
      movieRecord({ id: 'alien', rating: 11 }, ['rating', 'name']),
      movieRecord({ id: 'full', labels: { more: 'x' } }, ['labels.more']),
      movieRecord({ id: 'alien ', rating: 1, director: '\u0000' }, ['rating']),
    ];
    const { problems } = await server.movies.importAll(importRecords(records, { mode: UPSERT, skipInvalid: true }));
    expect(problems.map(({ position, field }) => `${position} ${field}`)).toEqual([
      '0 rating',
      '0 update_mask.paths[1]',
      '2 id',
      '1 labels',
    ]);
    expect(server.catalog.get('full')?.labels).toEqual(labels);
  });

  test('without one changes all fields', async () => {
    await using server = await start();
    await server.movies.importAll(importRecords([movieRecord({ id: 'alien', title: 'Bare' })]));
    const bare = { title: 'Bare', rating: undefined, director: '', releaseYear: 0, genres: [], labels: {} };
    expect(server.catalog.get('alien')).toEqual({ id: 'alien', ...bare });
  });
});

describe('the etag of a record', () => {
  test('lets the movie be changed that has it, and no other', async () => {
    await using server = await start();
    const { movies, catalog } = server;
    const { etag = '' } = (await movies.get('alien')).movie ?? {};
    const change = (rating: number) => importRecords([movieRecord({ id: 'alien', rating, etag }, ['rating'])]);
    expect(await movies.importAll(change(1))).toMatchObject({ updatedCount: 1 });
    const problem = 'etag is outdated: the movie has changed';
    expect(await violationsOf(movies.importAll(change(2)))).toEqual([`movies[0].${problem}`]);
    expect(catalog.get('alien')?.rating).toBe(1);
  });

  test('that is outdated is a problem of its record alone', async () => {
    await using server = await start();
    const records = [movieRecord({ id: 'alien', title: 'X', etag: 'old' }), movieRecord({ id: 'new', title: 'New' })];
    const options = { mode: UPSERT, skipInvalid: true };
    expect(await server.movies.importAll(importRecords(records, options))).toMatchObject({
      createdCount: 1,
      skippedCount: 1,
      problems: [{ position: 0, field: 'etag', description: 'is outdated: the movie has changed' }],
    });
    expect(server.catalog.get('alien')).toBe(ALIEN);
  });

  test('does not matter where no movie has the id', async () => {
    await using server = await start([]);
    const record = movieRecord({ id: 'alien', title: 'Alien', etag: 'old' });
    expect(await server.movies.importAll(importRecords([record]))).toMatchObject({ createdCount: 1 });
  });
});

describe('an import that only validates', () => {
  test('answers the changes from the movies as they are to what they would be', async () => {
    await using server = await start([ALIEN, sampleMovie('same')]);
    const { movies, catalog } = server;
    const alien = (await movies.get('alien')).movie;
    const records = [
      movieRecord({ id: 'new', title: 'New' }),
      movieRecord({ id: 'same' }, []),
      movieRecord({ id: 'bad' }),
      movieRecord({ id: 'alien', rating: 1 }, ['rating']),
    ];
    const options = { mode: UPSERT, skipInvalid: true, validateOnly: true };
    const response = await movies.importAll(importRecords(records, options));
    expect(response).toMatchObject({ createdCount: 1, updatedCount: 1, unchangedCount: 1, skippedCount: 1 });
    expect(response.changes).toEqual([
      { before: undefined, after: expect.objectContaining({ id: 'new', title: 'New' }) },
      { before: alien, after: { ...alien, rating: 1, etag: expect.any(String) } },
    ]);
    expect(catalog.snapshot().movies).toEqual([ALIEN, sampleMovie('same')]);
  });

  test('answers the first 100 changes, and no more than fit into 1 MiB', async () => {
    await using server = await start([]);
    const { movies } = server;
    const validateOnly = { validateOnly: true };
    const many = Array.from({ length: 150 }, (_, index) => ({ id: `${index}`, title: 'T' }));
    const { changes, createdCount } = await movies.importAll(importOf(many, validateOnly));
    expect([changes.length, createdCount]).toEqual([100, 150]);
    const long = many.map((movie) => ({ ...movie, title: '漢'.repeat(5_460) }));
    expect((await movies.importAll(importOf(long, validateOnly))).changes).toHaveLength(63);
  });
});

test('the labels that masks of an import name count in its size', async () => {
  await using server = await startServer({ maxImportSize: 100_000 });
  const mask = Array.from({ length: 4_000 }, (_, index) => `labels.key_${index}`);
  const records = [movieRecord({ id: 'a', title: 'A' }, mask), movieRecord({ id: 'b', title: 'B' }, mask)];
  const tooLarge = await failure(movieCalls(server.client).importAll(importRecords(records)));
  expect(tooLarge).toMatchObject({ reason: 'IMPORT_TOO_LARGE' });
});

test('the labels of an import count in its size', async () => {
  await using server = await startServer({ maxImportSize: 100_000 });
  const labels = Object.fromEntries(Array.from({ length: 32 }, (_, index) => [`label ${index}`, 'x'.repeat(1_000)]));
  const records = Array.from({ length: 4 }, (_, index) => ({ id: `${index}`, title: 'T', labels }));
  const tooLarge = await failure(movieCalls(server.client).importAll(importOf(records)));
  expect(tooLarge).toMatchObject({ reason: 'IMPORT_TOO_LARGE' });
});

test('an import of 1,000 movies that is undone leaves the file as it was, byte for byte', async () => {
  using folder = new TemporaryFolder();
  const path = folder.write('movies.json', '{"movies": []}');
  await using server = await startServer({ store: (log) => openJsonFile(path, { log: log.logger }) });
  const movies = movieCalls(server.client);
  await movies.importAll(importRecords([movieRecord({ id: 'b', title: 'B' }), movieRecord(toMessage(ALIEN))]));
  const before = readFileSync(path);
  const records = Array.from({ length: 1_000 }, (_, index) => movieRecord({ id: `${index}`, title: `Movie ${index}` }));
  const changes = [movieRecord({ id: 'alien', labels: {} }, ['rating', 'labels'])];
  const { revision } = await movies.importAll(importRecords([...records, ...changes]));
  expect(readFileSync(path)).not.toEqual(before);
  expect(await movies.revert(revision)).toMatchObject({ deletedCount: 1_000, updatedCount: 1 });
  expect(readFileSync(path)).toEqual(before);
});
