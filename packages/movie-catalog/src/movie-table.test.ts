import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from '@jest/globals';
import { MovieTable } from './movie-table.js';
import { randomFrom } from './testing/random-from.js';
import { sampleMovie } from './testing/sample-movie.js';

test('it is as a map, and walks give what was there when they began', () => {
  const random = randomFrom(5);
  const table = new MovieTable();
  const map = new Map<string, ReturnType<typeof sampleMovie>>();
  const walks: [Iterable<unknown>, unknown[]][] = [];
  for (let step = 0; step < 5_000; step++) {
    const id = `${random(700)}`;
    const movie = sampleMovie(id, { rating: random(11) });
    if (random(3) === 0) {
      table.delete(id);
      map.delete(id);
    } else {
      table.set(id, movie);
      map.set(id, movie);
    }
    if (step % 100 === 0) walks.push([table.walk(), [...map.values()]]);
  }
  for (const [walk, movies] of walks) expect([...walk]).toEqual(movies);
  expect([...table]).toEqual([...map]);
  expect([...table.keys()]).toEqual([...map.keys()]);
  expect([table.size, table.has('x'), table.get('x')]).toEqual([map.size, false, undefined]);
  for (const [id, movie] of map) expect(table.get(id)).toBe(movie);
  table.forEach((movie, id) => {
    expect(map.get(id)).toBe(movie);
  });
});

test('ids with the same hash are different ones', () => {
  const table = new MovieTable();
  // Of so many 32-bit hashes, some twenty come twice.
  const ids = Array.from({ length: 400_000 }, () => randomUUID());
  const isAdded = ids.map((id) => table.add(sampleMovie(id)));
  expect(isAdded).not.toContain(false);
  expect(table.size).toBe(ids.length);
  expect(ids.filter((id) => table.get(id)?.id !== id)).toEqual([]);
});

test('a movie is added unless its id is there', () => {
  const [first, second] = [sampleMovie('1'), sampleMovie('1', { rating: 9 })];
  const table = new MovieTable();
  expect([table.add(first), table.add(second), table.get('1')]).toEqual([true, false, first]);
  table.delete('1');
  expect([table.add(second), table.size, table.get('1')]).toEqual([true, 1, second]);
});

test('walks that are never ended hold little, though movies change between them', () => {
  const table = new MovieTable();
  for (let index = 0; index < 100_000; index++) table.set(`${index}`, sampleMovie(`${index}`));
  const before = heapAfterGc();
  const walks = Array.from({ length: 40 }, (_, index) => {
    table.set(`${index * 2_000}`, sampleMovie(`${index * 2_000}`, { rating: 9 }));
    const walk = table.walk();
    walk.next();
    return walk;
  });
  // 40 lists of 100,000 movies would take 32 MB.
  expect(heapAfterGc() - before).toBeLessThan(4e6);
  expect(walks).toHaveLength(40);
});

test('movies that come and go leave nothing behind', () => {
  const table = new MovieTable();
  const before = heapAfterGc();
  for (let index = 0; index < 300_000; index++) {
    table.set(`${index}`, sampleMovie(`${index}`));
    table.delete(`${index}`);
  }
  expect(heapAfterGc() - before).toBeLessThan(1.5e6);
  expect([...table.walk()]).toEqual([]);
});

function heapAfterGc(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed;
}
