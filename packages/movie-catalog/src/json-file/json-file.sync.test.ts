import { constants } from 'node:os';
import { expect, test } from '@jest/globals';
import { RecordedLog } from 'test-kit';
import { FailingSync } from '../testing/failing-sync.js';
import { JsonDatabase } from '../testing/json-database.js';
import { sampleMovie } from '../testing/sample-movie.js';

const A = sampleMovie('a');
const B = sampleMovie('b');
const C = sampleMovie('c');

test.each(['EINVAL', 'ENOTSUP', 'EISDIR', 'EPERM'])(
  'a folder that can not be synced (%s) is warned of once, and writes count',
  async (code) => {
    using database = new JsonDatabase([A]);
    const log = new RecordedLog();
    await using store = await database.open({ log: log.logger });
    using _failure = await FailingSync.of('folders', { code });
    await store.put(B);
    await store.put(C);
    expect([...store.movies.keys()]).toEqual(['a', 'b', 'c']);
    expect(log.lines.events.map(({ msg }) => msg)).toEqual([expect.stringContaining("can't sync folders")]);
  },
);

test('a folder whose sync fails refuses all writes of the turn, and none is decided or logged as an edit', async () => {
  using database = new JsonDatabase([A]);
  const log = new RecordedLog();
  await using store = await database.open({ log: log.logger });
  {
    using _failure = await FailingSync.of('folders', { code: 'EIO' });
    const create = (movie: typeof A) =>
      store.write(({ get }) => {
        if (get(movie.id)) throw new Error('It exists.');
        return { changes: [{ id: movie.id, after: movie }], result: undefined };
      });
    const refusal = { status: 'rejected', reason: expect.objectContaining({ reason: 'WRITE_FAILED' }) };
    expect(await Promise.allSettled([create(B), create(C)])).toEqual([refusal, refusal]);
  }
  // They are in the file all the same.
  expect([...store.movies.keys()]).toEqual(['a', 'b', 'c']);
  await store.remove('b');
  expect(log.lines.events.map(({ msg }) => msg)).toEqual([expect.stringContaining('may not survive a power cut')]);
  await store.close();
  expect(await database.moviesAfterReopening()).toEqual([A, C]);
});

test('a disk quota that is used up counts as a full disk', async () => {
  using database = new JsonDatabase([A]);
  await using store = await database.open();
  const { text } = database;
  // What Node makes of EDQUOT, which it has no name for.
  const errno = -constants.errno.EDQUOT;
  using _failure = await FailingSync.of('files', { code: `Unknown system error ${errno}`, errno });
  await expect(store.put(B)).rejects.toMatchObject({ reason: 'NO_SPACE' });
  expect(database.text).toBe(text);
});
