import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';

let server: CatalogServer;

beforeAll(async () => {
  server = await CatalogServer.start([
    { id: 'a', title: 'A', rating: 8.8, director: 'Mann', releaseYear: 1995, genres: ['Crime', 'Drama'] },
    {
      id: 'b',
      title: 'B',
      rating: 10,
      director: 'Mann',
      releaseYear: 1999,
      genres: ['Drama'],
      labels: { shelf: 'B 2' },
    },
    { id: 'c', title: 'C', rating: 3, releaseYear: 2004, genres: ['Thriller/Suspense of a long name'] },
    { id: 'd', title: 'D' },
  ]);
});
afterAll(() => server[Symbol.asyncDispose]());

async function stats(columns: number | undefined, ...args: string[]): Promise<string> {
  const options = { address: server.address, ...(columns && { columns }) };
  const { code, stdout } = await runInProcess(['stats', ...args], options);
  expect(code).toBe(0);
  return stdout;
}

test('stats shows bars by decade, rating, genre, director and label, which fit the terminal', async () => {
  expect(await stats(40)).toBe(`4 movies
average rating 7.3
1 not rated

DECADES
1990s    2  ${'█'.repeat(28)}
2000s    1  ${'█'.repeat(14)}
unknown  1  ${'█'.repeat(14)}

RATINGS
0–1   0
1–2   0
2–3   0
3–4   1  ${'█'.repeat(31)}
4–5   0
5–6   0
6–7   0
7–8   0
8–9   1  ${'█'.repeat(31)}
9–10  1  ${'█'.repeat(31)}

GENRES
Drama                      2  ${'█'.repeat(10)}
Crime                      1  █████
Thriller/Suspense of a l…  1  █████

DIRECTORS
Mann  2  ${'█'.repeat(31)}

LABELS
shelf  1  ${'█'.repeat(30)}
`);
});

test('a terminal that does not know its width is taken for one of 80 columns', async () => {
  expect(await stats(Number.POSITIVE_INFINITY)).toBe(await stats(80));
});

test('a pipe gets a kind, a value and a number in each line, also of ratings that no movie has', async () => {
  const lines = (await stats(undefined, '--min-year', '1999')).split('\n');
  expect(lines.slice(0, 5)).toEqual([
    'total\t\t2',
    'unrated\t\t0',
    'average\t\t6.5',
    'decade\t1990\t1',
    'decade\t2000\t1',
  ]);
  expect(lines.filter((line) => line.startsWith('rating\t'))).toEqual(
    Array.from({ length: 10 }, (_, from) => `rating\t${from}\t${from === 3 || from === 9 ? 1 : 0}`),
  );
  expect(lines).toContain('genre\tThriller/Suspense of a long name\t1');
});

test('stats --json prints the numbers, of so many genres, directors and labels as --limit says', async () => {
  expect(JSON.parse(await stats(80, '--json', '--limit', '1'))).toEqual({
    totalSize: 4,
    unratedCount: 1,
    averageRating: expect.closeTo(7.27),
    ratingCounts: [0, 0, 0, 1, 0, 0, 0, 0, 1, 1],
    decades: [
      { decade: 1990, count: 2 },
      { decade: 2000, count: 1 },
    ],
    unknownYearCount: 1,
    genres: [{ value: 'Drama', count: 2 }],
    directors: [{ value: 'Mann', count: 2 }],
    labelKeys: [{ value: 'shelf', count: 1 }],
  });
});

test('stats of no movie says so, and what is near', async () => {
  const { code, stdout, stderr } = await runInProcess(['stats', '--genre', 'Darma'], { ...server, columns: 80 });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '0 movies\n' });
  expect(stderr).toMatch(/^No movie found\. .*Drama \(2\)/);
});
