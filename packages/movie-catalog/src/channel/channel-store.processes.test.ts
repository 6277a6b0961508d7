import { expect, test } from '@jest/globals';
import { openJsonFile } from '../json-file/json-file.js';
import { readDatabase } from '../json-file/read-database.js';
import { ForkedWorker } from '../testing/forked-worker.js';
import { JsonDatabase } from '../testing/json-database.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { StoreHub } from './store-hub.js';

const A = sampleMovie('a', { rating: 7.4, director: 'Peter Sohn', releaseYear: 0, genres: ['Drama', 'Comedy'] });
const B = sampleMovie('b', { title: 'Ünïcode “quotes” \\ and 🎬\u2028', releaseYear: 2015 });
const C = sampleMovie('c', { rating: 0 });

/** A hub in this process. */
async function openHub({ path }: JsonDatabase) {
  const hub = await StoreHub.open(openJsonFile(path));
  return Object.assign(hub, { [Symbol.asyncDispose]: () => hub.close() });
}

test('processes follow what each other wrote, with all fields and in order', async () => {
  using file = new JsonDatabase([A, C]);
  await using hub = await openHub(file);
  await using first = await ForkedWorker.start(hub);
  await using second = await ForkedWorker.start(hub);
  expect(await first.list()).toEqual([A, C]);
  await first.change({ id: 'b', after: B }, { id: 'a', after: undefined });
  expect(await second.list()).toEqual([C, B]);
  await second.change({ id: 'a', after: A }, { id: 'c', after: { ...C, genres: ['War'] } });
  expect(await first.list()).toEqual([{ ...C, genres: ['War'] }, B, A]);
  expect([...(await readDatabase(file.path)).values()]).toEqual([{ ...C, genres: ['War'] }, B, A]);
});

test('a process killed in the middle of a write loses nothing acknowledged, and leaves nothing half there', async () => {
  using file = new JsonDatabase([A]);
  await using hub = await openHub(file);
  await using other = await ForkedWorker.start(hub);
  for (let round = 1; round <= 2; round++) {
    await using dying = await ForkedWorker.start(hub);
    // More than a pipe takes at once, so that it may die in the middle of a message.
    const ids = Array.from({ length: 200 }, (_, index) => `${round}-${index}`);
    await dying.rewrite(ids, round);
    const acknowledged = await dying.kill();
    // Behind the last turn of the one that was killed.
    await other.change({ id: 'a', after: { ...A, title: `${round}` } });
    const movies = await other.list();
    expect([...(await readDatabase(file.path)).values()]).toEqual(movies);
    const written = movies.filter(({ id }) => ids.includes(id)).map(({ title }) => title);
    expect(written).toHaveLength(ids.length);
    expect(new Set(written).size).toBe(1);
    expect(Number(written[0])).toBeGreaterThanOrEqual(acknowledged);
  }
});
