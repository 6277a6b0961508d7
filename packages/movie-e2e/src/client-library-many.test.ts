import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMovieClient, type MovieClient, type NewMovie, type WatchEvent } from 'movie-client';
import { CatalogServer } from './testing/catalog-server.js';

/** Every field that callers set. One that the contract has more doesn't compile without a value here. */
const WHOLE = {
  id: 'whole',
  title: 'Whole',
  rating: 0,
  director: 'Direct Or',
  releaseYear: 1999,
  genres: ['Drama', 'War'],
  labels: { shelf: 'B 2', 'seen at': 'home' },
} satisfies Required<Omit<NewMovie, 'etag'>>;

let server: CatalogServer;
let client: MovieClient;
beforeEach(async () => {
  server = await CatalogServer.start([
    { id: 'a', title: 'Alien', rating: 8.5, director: 'Ridley Scott', releaseYear: 1979, genres: ['Horror'] },
    { id: 'b', title: 'Brazil', rating: 7.9, director: 'Terry Gilliam', releaseYear: 1985 },
    { id: 'c', title: 'Coco', director: '', genres: ['Animation'], labels: { shelf: 'C' } },
  ]);
  client = createMovieClient({ address: server.address });
});
afterEach(async () => {
  client.close();
  await server[Symbol.asyncDispose]();
});

describe('fields', () => {
  test('every one comes back from each way to write it, and is cleared', async () => {
    const { id, ...fields } = WHOLE;
    const stored = { ...WHOLE, etag: expect.stringMatching(/./) as unknown };
    expect((await client.create(WHOLE)).movie).toEqual(stored);
    await client.delete(id);
    await client.import([WHOLE]);
    expect(await client.get(id)).toEqual(stored);
    expect((await client.update('c', fields)).movie).toEqual({ ...stored, id: 'c' });
    const empty = { title: 'T', rating: null, director: '', releaseYear: 0, genres: [], labels: {} };
    const cleared = { ...stored, ...empty, rating: undefined };
    expect((await client.update(id, empty)).movie).toEqual(cleared);
    await client.import([{ id: 'c', ...empty }], { mode: 'upsert' });
    expect(await client.get('c')).toEqual({ ...cleared, id: 'c' });
  });

  test('a movie that was read can be written as it is, and an undefined field stays as it was', async () => {
    const { movie } = await client.create({ ...(await client.get('a')), id: 'copy' });
    expect(movie).toMatchObject({ id: 'copy', title: 'Alien', rating: 8.5 });
    const { movie: same, revision } = await client.update('a', { ...(await client.get('a')), rating: undefined });
    expect([same.rating, revision]).toEqual([8.5, undefined]);
  });

  test('single labels are set and removed, whatever is in their keys, and the others stay', async () => {
    const setLabels = { 'seen at': 'home', 'a.b-c': '1', shelf: null };
    expect((await client.update('c', { setLabels })).movie.labels).toEqual({ 'seen at': 'home', 'a.b-c': '1' });
    expect((await client.update('c', { labels: { only: 'this' } })).movie.labels).toEqual({ only: 'this' });
    await client.updateMany({ ids: ['a', 'c'] }, { setLabels: { only: null, both: 'yes' } });
    expect([(await client.get('a')).labels, (await client.get('c')).labels]).toEqual([
      { both: 'yes' },
      { both: 'yes' },
    ]);
  });

  test('an import changes what its movies give, if their etags are those of now', async () => {
    const { etag } = await client.get('a');
    const guarded = [{ id: 'a', rating: 9, etag }];
    expect(await client.import(guarded, { mode: 'upsert' })).toMatchObject({ updatedCount: 1 });
    expect(await client.get('a')).toMatchObject({ title: 'Alien', rating: 9, genres: ['Horror'] });
    await expect(client.import(guarded, { mode: 'upsert' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('many movies', () => {
  test('are changed if they are as many as expected', async () => {
    const selection = { filter: { minRating: 7 } };
    const preview = await client.updateMany(selection, { rating: 7.9 }, { validateOnly: true });
    expect(preview).toEqual({
      updatedCount: 1,
      unchangedCount: 1,
      changes: [{ before: expect.objectContaining({ rating: 8.5 }), after: expect.objectContaining({ rating: 7.9 }) }],
      revision: undefined,
    });
    await expect(client.updateMany(selection, { rating: 7.9 }, { expectedCount: 1 })).rejects.toMatchObject({
      code: 'FAILED_PRECONDITION',
      reason: 'COUNT_MISMATCH',
    });
    expect((await client.get('a')).rating).toBe(8.5);
    expect(await client.updateMany(selection, { rating: 7.9 }, { expectedCount: 2 })).toEqual({
      updatedCount: 1,
      unchangedCount: 1,
      changes: [],
      revision: expect.stringMatching(/./),
    });
    expect((await client.get('a')).rating).toBe(7.9);
  });

  test('are deleted, all or none', async () => {
    await expect(client.deleteMany({ ids: ['a', 'nope'] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await client.listPage()).totalSize).toBe(3);
    expect(await client.deleteMany({ ids: ['a', 'b'] })).toMatchObject({ deletedCount: 2, changes: [] });
    expect((await client.listPage()).totalSize).toBe(1);
    await expect(client.deleteMany({ filter: {} })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

test('each write has a revision that undoes it, unless a movie has changed since', async () => {
  const writes = [
    await client.create({ id: 'd', title: 'D' }),
    await client.update('a', { rating: 1 }),
    await client.delete('b'),
    await client.import([{ id: 'c', title: 'Cocoa' }, { title: 'E' }], { mode: 'upsert' }),
  ];
  const counts = ({ createdCount, updatedCount, deletedCount }: Awaited<ReturnType<MovieClient['revert']>>) =>
    [createdCount, updatedCount, deletedCount].join(' ');
  const undo = async (revision = '', validateOnly = false) => client.revert(revision, { validateOnly });
  const preview = await undo(writes[2]?.revision, true);
  expect([counts(preview), preview.revision]).toEqual(['1 0 0', undefined]);
  expect(preview.changes).toMatchObject([{ before: undefined, after: { id: 'b', rating: 7.9 } }]);
  const undone = [];
  for (const { revision } of writes) undone.push(counts(await undo(revision)));
  expect(undone).toEqual(['0 0 1', '0 1 0', '1 0 0', '0 1 1']);
  const titles = [];
  for await (const { title, rating } of client.list({ orderBy: 'title' })) titles.push(`${title} ${rating}`);
  expect(titles).toEqual(['Alien 8.5', 'Brazil 7.9', 'Coco undefined']);

  const { revision } = await client.update('a', { rating: 2 });
  await client.update('a', { rating: 3 });
  await expect(undo(revision)).rejects.toMatchObject({
    code: 'FAILED_PRECONDITION',
    reason: 'REVERT_CONFLICT',
    preconditions: [{ type: 'MOVIE_CHANGED', subject: 'a' }],
  });
  await expect(undo('99999-00000000')).rejects.toMatchObject({ code: 'OUT_OF_RANGE' });
});

test('an import says what it would change, and what is like another movie', async () => {
  const movies = [{ title: 'ALIEN', releaseYear: 1979, director: 'ridley scott' }, { title: 'New' }, { title: 'new' }];
  const result = await client.import(movies, { validateOnly: true });
  expect(result).toMatchObject({ createdCount: 3, duplicateCount: 2, revision: undefined });
  expect(result.duplicates).toEqual([
    { position: 0, id: 'a', duplicatePosition: undefined },
    { position: 2, id: undefined, duplicatePosition: 1 },
  ]);
  expect(result.changes.map(({ before, after }) => [before, after?.title])).toEqual([
    [undefined, 'ALIEN'],
    [undefined, 'New'],
    [undefined, 'new'],
  ]);
});

test('a search is of the movies that match a filter, and says which words did not count', async () => {
  const { results, droppedWords } = await client.search('alien ridley qqqqqq', { limit: 5, filter: { minRating: 8 } });
  expect([results.map(({ movie }) => movie.id), droppedWords]).toEqual([['a'], ['qqqqqq']]);
  expect((await client.search('alien', { filter: { rated: false } })).results).toEqual([]);
});

test('a summary counts the movies that match a filter', async () => {
  expect(await client.summarize()).toMatchObject({
    totalSize: 3,
    unratedCount: 1,
    averageRating: expect.closeTo(8.2),
    ratingCounts: [0, 0, 0, 0, 0, 0, 0, 1, 1, 0],
    decades: [
      { decade: 1970, count: 1 },
      { decade: 1980, count: 1 },
    ],
    unknownYearCount: 1,
    labelKeys: [{ value: 'shelf', count: 1 }],
  });
  const { totalSize, averageRating, genres } = await client.summarize({ rated: false }, { limit: 1 });
  expect([totalSize, averageRating, genres]).toEqual([1, undefined, [{ value: 'Animation', count: 1 }]]);
});

test('watch events have the movie before, the time and the revision of their write', async () => {
  const begin = Date.now();
  const events: WatchEvent[] = [];
  for await (const event of client.watch({ skipExisting: true })) {
    events.push(event);
    if (event.type === 'checkpoint' && events.length === 1) {
      const { revision } = await client.update('a', { rating: 9 });
      await client.revert(revision ?? '');
    }
    if (events.length === 3) break;
  }
  const [, updated, reverted] = events;
  if (updated?.type !== 'updated' || reverted?.type !== 'updated') throw new Error('Both must be updates.');
  expect([updated.previous?.rating, updated.movie.rating, reverted.movie.rating]).toEqual([8.5, 9, 8.5]);
  // A second more: the database's times are whole milliseconds, and its clock is another one.
  expect(updated.time?.getTime()).toBeGreaterThanOrEqual(begin - 1_000);
  expect(reverted.revision).not.toBe(updated.revision);
});
