import { expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { importOf, movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';
import { WatchReader } from '../testing/watch-reader.js';

const A = sampleMovie('a', { rating: 8.8, labels: { shelf: 'A' } });

test('what a watch sends of a change has the movie before an update, the time of the write, and its revision', async () => {
  const started = Date.now();
  await using server = await startServer({ movies: [A] });
  const { client } = server;
  const movies = movieCalls(client);
  using watch = new WatchReader(client);
  const [existing, checkpoint] = await watch.take(2);
  // The server knows no write of its own yet.
  const none = { previous: undefined, changeTime: undefined, revision: '' };
  expect(existing).toMatchObject(none);
  expect(checkpoint).toMatchObject({ ...none, event: { value: { totalSize: 1, revision: '' } } });

  const before = (await movies.get('a')).movie;
  const updated = await movies.update({ movie: { id: 'a' }, updateMask: ['rating', 'labels'] });
  const update = await watch.next();
  expect(update).toMatchObject({ event: { $case: 'updated', value: updated.movie }, revision: updated.revision });
  expect(update.previous).toEqual(before);
  expect(update.changeTime?.getTime()).toBeGreaterThanOrEqual(started);
  expect(update.changeTime?.getTime()).toBeLessThanOrEqual(Date.now());

  const deleted = await movies.delete({ id: 'a' });
  expect(await watch.next()).toMatchObject({
    event: { $case: 'deleted', value: updated.movie },
    previous: undefined,
    changeTime: expect.any(Date),
    revision: deleted.revision,
  });
});

test('all changes of one write have its time and its revision, whole or resumed in the middle', async () => {
  await using server = await startServer();
  const { client } = server;
  const movies = movieCalls(client);
  using watch = new WatchReader(client);
  await watch.next();
  const { revision } = await movies.importAll(
    importOf([
      { id: 'a', title: 'A' },
      { id: 'b', title: 'B' },
    ]),
  );
  const [first, second] = await watch.take(2);
  expect(second).toMatchObject({ changeTime: first?.changeTime, revision });
  using resumed = new WatchReader(client, { resumeToken: first?.resumeToken ?? '' });
  expect(await resumed.next()).toEqual(second);
});

test('a checkpoint that comes while nothing changes names the newest write', async () => {
  await using server = await startServer({ watchCheckpoint: 20 });
  const { client } = server;
  using watch = new WatchReader(client);
  await watch.next();
  const { revision } = await movieCalls(client).create({ id: 'a', title: 'A' });
  await watch.until('created');
  expect((await watch.next()).event).toEqual({ $case: 'checkpoint', value: { totalSize: 1, revision } });
});
