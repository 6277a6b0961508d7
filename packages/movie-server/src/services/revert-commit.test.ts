import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { type Movie, openJsonFile } from 'movie-catalog';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { failure, TemporaryFolder } from 'test-kit';
import { importOf, movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer, type TestServerOptions } from '../testing/start-server.js';
import { WatchReader } from '../testing/watch-reader.js';

const A = sampleMovie('a', { rating: undefined, labels: { shelf: 'A' } });
const B = sampleMovie('b');
const C = sampleMovie('c');
const UPSERT = { mode: v1.ImportMode.IMPORT_MODE_UPSERT };

async function start(movies: readonly Movie[] = [A, B, C], options: TestServerOptions = {}) {
  const server = await startServer({ movies, ...options });
  const byId = () => Object.fromEntries(server.catalog.snapshot().movies.map((movie) => [movie.id, movie]));
  return { ...server, byId, movies: movieCalls(server.client) };
}

type Calls = ReturnType<typeof movieCalls>;
type Counts = Pick<v1.RevertCommitResponse, 'createdCount' | 'updatedCount' | 'deletedCount'>;

function counts(createdCount: number, updatedCount: number, deletedCount: number): Counts {
  return { createdCount, updatedCount, deletedCount };
}

/** Every write, and what it takes to undo it. */
const WRITES: [string, (movies: Calls) => Promise<{ readonly revision: string }>, Counts][] = [
  ['a creation', (movies) => movies.create({ id: 'new', title: 'New' }), counts(0, 0, 1)],
  ['an update', (movies) => movies.update({ movie: { id: 'a', rating: 9 } }), counts(0, 1, 0)],
  [
    'an update that creates',
    (movies) => movies.update({ movie: { id: 'x', title: 'X' }, allowMissing: true }),
    counts(0, 0, 1),
  ],
  ['a deletion', (movies) => movies.delete({ id: 'a' }), counts(1, 0, 0)],
  [
    'an update of many',
    (movies) =>
      movies.batchUpdate({
        selection: { $case: 'ids', value: { ids: ['a', 'b'] } },
        movie: { labels: { shelf: 'B' } },
        updateMask: ['labels.shelf'],
      }),
    counts(0, 2, 0),
  ],
  [
    'a deletion of many',
    (movies) => movies.batchDelete({ selection: { $case: 'filter', value: {} }, expectedCount: 3 }),
    counts(3, 0, 0),
  ],
  [
    'an import',
    (movies) =>
      movies.importAll(
        importOf(
          [
            { id: 'a', title: 'Changed' },
            { id: 'new', title: 'New' },
          ],
          UPSERT,
        ),
      ),
    counts(0, 1, 1),
  ],
];

describe('RevertCommit', () => {
  test.each(WRITES)('puts back what %s has changed, as a new write', async (_, write, expected) => {
    await using server = await start();
    const { movies, byId, catalog } = server;
    const { revision } = await write(movies);
    expect(byId()).not.toEqual({ a: A, b: B, c: C });
    const before = catalog.position.revision;
    const reverted = await movies.revert(revision);
    expect(reverted).toEqual({ ...expected, changes: [], revision: expect.stringMatching(/^\d+-[0-9a-f]{8}$/) });
    expect(byId()).toEqual({ a: A, b: B, c: C });
    expect(catalog.position.revision).toBe(before + 1);
  });

  test('of a reversion makes the write again', async () => {
    await using server = await start();
    const { movies, byId } = server;
    const { revision } = await movies.delete({ id: 'a' });
    const undone = await movies.revert(revision);
    expect(await movies.revert(undone.revision)).toMatchObject(counts(0, 0, 1));
    expect(byId()).toEqual({ b: B, c: C });
  });

  test('leaves what later writes did to other movies', async () => {
    await using server = await start();
    const { movies, byId } = server;
    const { revision } = await movies.delete({ id: 'a' });
    await movies.delete({ id: 'b' });
    await movies.revert(revision);
    expect(byId()).toEqual({ a: A, c: C });
  });

  test('of what is undone already changes nothing', async () => {
    await using server = await start();
    const { movies } = server;
    const { revision } = await movies.delete({ id: 'a' });
    await movies.revert(revision);
    expect(await movies.revert(revision)).toEqual({ ...counts(0, 0, 0), changes: [], revision: '' });
  });

  test('that only validates answers the changes, and keeps nothing', async () => {
    await using server = await start();
    const { movies, byId } = server;
    const a = (await movies.get('a')).movie;
    const { movie, revision } = await movies.update({ movie: { id: 'a', rating: 9 } });
    expect(await movies.revert(revision, true)).toEqual({
      ...counts(0, 1, 0),
      changes: [{ before: movie, after: a }],
      revision: '',
    });
    expect(byId()).toEqual({ a: { ...A, rating: 9 }, b: B, c: C });
  });
});

describe('RevertCommit is refused', () => {
  test('by movie where somebody has changed it since, and changes nothing', async () => {
    const many = Array.from({ length: 5 }, (_, index) => sampleMovie(`${index}`));
    await using server = await start(many);
    const { movies, catalog } = server;
    const all = { selection: { $case: 'filter', value: {} }, expectedCount: 5 } as const;
    const { revision } = await movies.batchUpdate({ ...all, movie: { rating: 1 }, updateMask: ['rating'] });
    for (const id of ['0', '1', '3']) await movies.update({ movie: { id, rating: 2 } });
    await movies.delete({ id: '4' });
    const before = catalog.position;
    for (const validateOnly of [true, false]) {
      expect(await failure(movies.revert(revision, validateOnly))).toMatchObject({
        code: status.FAILED_PRECONDITION,
        reason: 'REVERT_CONFLICT',
        message: '4 movies have changed since that write, and nothing was undone: "0", "1", "3" and 1 more.',
        facts: { count: '4' },
        preconditions: [
          { type: 'MOVIE_CHANGED', subject: '0', description: 'was changed after the write' },
          { type: 'MOVIE_CHANGED', subject: '1', description: 'was changed after the write' },
          { type: 'MOVIE_CHANGED', subject: '3', description: 'was changed after the write' },
          { type: 'MOVIE_DELETED', subject: '4', description: 'was deleted after the write' },
        ],
      });
    }
    expect(catalog.position).toEqual(before);
  });

  test('with as many of 10,000 movies as an error has room for', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ id: `movie ${index}`, title: 'T' }));
    await using server = await start([]);
    const { movies } = server;
    const { revision } = await movies.importAll(importOf(many));
    await movies.batchUpdate({
      selection: { $case: 'filter', value: {} },
      expectedCount: 10_000,
      movie: { rating: 1 },
      updateMask: ['rating'],
    });
    const { preconditions, facts } = await failure(movies.revert(revision));
    expect(facts).toEqual({ count: '10000' });
    expect(preconditions.length).toBeGreaterThan(20);
  });

  test.each([
    ['', 'is required'],
    ['x', 'must be as a write or a watch has given it, such as 8-64588d75'],
    ['1', 'must be as a write or a watch has given it, such as 8-64588d75'],
    ['0-01234567', 'must be as a write or a watch has given it, such as 8-64588d75'],
    ['01-01234567', 'must be as a write or a watch has given it, such as 8-64588d75'],
    ['1-0123456', 'must be as a write or a watch has given it, such as 8-64588d75'],
    ['1-01234567 ', 'must be as a write or a watch has given it, such as 8-64588d75'],
  ])('with the revision "%s", which no write can have', async (revision, problem) => {
    await using server = await start();
    expect(await violationsOf(server.movies.revert(revision))).toEqual([`revision ${problem}`]);
  });

  test('past the history, and says what can still be undone', async () => {
    await using server = await start([A, B, C], { flags: ['--watch-history', '4'] });
    const { movies } = server;
    const revisions: string[] = [];
    for (let rating = 0; rating < 8; rating++) {
      revisions.push((await movies.update({ movie: { id: 'a', rating } })).revision);
    }
    const [oldest, newest] = [revisions.at(4), revisions.at(7)];
    for (const validateOnly of [true, false]) {
      expect(await failure(movies.revert(revisions[0] ?? '', validateOnly))).toMatchObject({
        code: status.OUT_OF_RANGE,
        reason: 'COMMIT_EXPIRED',
        message: `This server has no write "${revisions[0]}", or keeps it no longer. Those from ${oldest} to ${newest} can be undone.`,
        facts: { revision: revisions[0], oldest_revision: oldest, newest_revision: newest },
      });
    }
    expect(await movies.revert(newest ?? '')).toMatchObject(counts(0, 1, 0));
  });

  test('for a write that is still to come', async () => {
    await using server = await start();
    const { movies } = server;
    const { revision } = await movies.delete({ id: 'a' });
    const later = revision.replace(/^\d+/, (digits) => `${Number(digits) + 1}`);
    expect(await failure(movies.revert(later))).toMatchObject({ code: status.OUT_OF_RANGE, reason: 'COMMIT_EXPIRED' });
  });

  test('after a restart of a server with a JSON file, whose writes are numbered again', async () => {
    using folder = new TemporaryFolder();
    const database = folder.write('movies.json', '{"movies": []}');
    const options: TestServerOptions = { store: ({ logger: log }) => openJsonFile(database, { log }) };
    let old = '';
    {
      await using server = await start([], options);
      old = (await server.movies.create({ id: 'a', title: 'A' })).revision;
    }
    await using server = await start([], options);
    const none = await failure(server.movies.revert(old));
    expect(none).toMatchObject({ reason: 'COMMIT_EXPIRED', facts: { revision: old } });
    expect(none.message).toMatch(/None can be undone at the moment\.$/);
    // A write with the same number is another one.
    const { revision } = await server.movies.create({ id: 'b', title: 'B' });
    expect(revision.split('-')[0]).toBe(old.split('-')[0]);
    expect(await failure(server.movies.revert(old))).toMatchObject({ reason: 'COMMIT_EXPIRED' });
    expect(server.catalog.size).toBe(2);
  });
});

describe('a revision', () => {
  test.each(WRITES)(
    'of %s is short, and is that of its watch events and of the checkpoint after them',
    async (_, write) => {
      await using server = await start();
      using watch = new WatchReader(server.client, { skipExisting: true });
      await watch.next();
      const { revision } = await write(server.movies);
      expect(revision).toMatch(/^\d+-[0-9a-f]{8}$/);
      expect((await watch.next()).revision).toBe(revision);
      using later = new WatchReader(server.client, { skipExisting: true });
      expect((await later.next()).event).toMatchObject({ value: { revision } });
    },
  );

  test('is empty for what changes nothing', async () => {
    await using server = await start();
    const { movies } = server;
    expect(await movies.update({ movie: { id: 'b', title: B.title } })).toMatchObject({ revision: '' });
    expect(await movies.delete({ id: 'x', allowMissing: true })).toEqual({ revision: '' });
    expect(await movies.importAll(importOf([]))).toMatchObject({ revision: '' });
    const only = { ...UPSERT, validateOnly: true };
    expect(await movies.importAll(importOf([{ id: 'n', title: 'N' }], only))).toMatchObject({ revision: '' });
  });
});
