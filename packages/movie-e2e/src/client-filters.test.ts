import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';
import { CatalogServer } from './testing/catalog-server.js';

const MOVIES = [
  {
    id: 'a',
    title: 'The Martian',
    rating: 8.2,
    director: 'Ridley Scott',
    releaseYear: 2015,
    genres: ['Drama', 'Sci-Fi'],
  },
  { id: 'b', title: 'Alien', director: 'Ridley Scott', releaseYear: 1979, genres: ['Horror', 'Thriller/Suspense'] },
  { id: 'c', title: 'Jaws', rating: 8.1, director: 'Steven Spielberg', releaseYear: 1975, genres: ['Thriller'] },
  { id: 'd', title: 'Amélie', rating: 8.3, director: '', genres: ['Comedy'], labels: { shelf: 'B 2', seen: '' } },
];

let server: CatalogServer;
beforeAll(async () => {
  server = await CatalogServer.start(MOVIES);
});
afterAll(() => server[Symbol.asyncDispose]());

/** The ids that a command prints, with spaces between. */
async function idsOf(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runInProcess(args, server);
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[0])
    .join(' ');
}

test.each([
  [['--director', 'SPIELBERG'], 'c'],
  [['--genre', 'thriller'], 'b c'],
  [['--genre', 'thriller', '--genre', 'horror'], 'b'],
  [['--any-genre', 'comedy', '--any-genre', 'horror'], 'b d'],
  [['--year', '1979'], 'b'],
  [['--min-year', '1979', '--max-year', '2015'], 'a b'],
  [['--label', 'shelf'], 'd'],
  [['--label', 'shelf=B 2', '--label', 'seen'], 'd'],
  [['--text', 'suspense'], 'b'],
  [['--text', 'b 2'], 'd'],
  [['--unrated'], 'b'],
  [['--rated', '--genre', 'thriller'], 'c'],
  [['--order', 'director'], 'a b c d'],
  [['--order', 'added', '--descending'], 'd c b a'],
])('list and its ids, export and search all take %j', async (args, ids) => {
  expect(await idsOf('list', ...args)).toBe(ids);
  expect(await idsOf('list', '--ids', ...args)).toBe(ids);
  const exported = await runInProcess(['export', '--format', 'ndjson', ...args], server);
  expect(
    exported.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id)
      .join(' '),
  ).toBe(ids);
});

test('search takes the conditions of a list, and finds only what meets them', async () => {
  expect(await idsOf('search', 'scott')).toBe('a b');
  expect(await idsOf('search', 'scott', '--unrated')).toBe('b');
  expect(await idsOf('search', 'scot', '--genre', 'drama', '--year', '2015')).toBe('a');
});

test('search says which words did not count', async () => {
  const { code, stdout, stderr } = await runInProcess(['search', 'martian', 'ridley', 'qqqqqq'], server);
  expect([code, stdout.slice(0, 2), stderr]).toEqual([0, 'a\t', 'Words that did not count: qqqqqq.\n']);
});

describe('a list without movies says which condition matches nothing, and what is near', () => {
  test.each([
    [['--genre', 'Thriler'], 'No genre contains "Thriler"; near are Thriller (1) and Thriller/Suspense (1).'],
    [['--any-genre', 'Opera'], 'No genre contains "Opera".'],
    [['--director', 'Ridly Scot'], 'No director\'s name contains "Ridly Scot"; near is Ridley Scott (2).'],
    [['--label', 'shlf'], 'No movie has a label "shlf"; near is shelf (1).'],
    [['--label', 'shelf=C'], 'No label "shelf" has the value "C".'],
    [['--title', 'Marsian'], 'No title contains "Marsian"; `movie search` finds misspelt words.'],
    [['--text', 'Marsian'], 'No movie has "Marsian"; `movie search` finds misspelt words.'],
    [['--year', '1900'], ''],
    [['--genre', 'Comedy', '--director', 'Scott'], ''],
  ])('%j', async (args, near) => {
    const said = near === '' ? 'No movie found.\n' : `No movie found. ${near}\n`;
    expect(await runInProcess(['list', ...args], server)).toEqual({ code: 0, stdout: '', stderr: said });
    expect(await runInProcess(['export', '-', '--format', 'ndjson', ...args], server)).toEqual({
      code: 0,
      stdout: '',
      stderr: said.replace('No movie found', 'Exported 0 movies'),
    });
  });
});

test.each([
  [['--year', '1979', '--min-year', '1970'], /'--year <YEAR>' cannot be used with option '--min-year/],
  [['--rated', '--unrated'], /'--rated' cannot be used with option '--unrated'/],
  [['--unrated', '--min-rating', '1'], /'--unrated' cannot be used with option '--min-rating/],
  [['--label', '=B'], /'=B' is invalid\. It must be like shelf or "shelf=B 2"/],
  [['--order', 'genre'], /Allowed choices are id, title, rating, year, director, added/],
  [['--count', '--ids'], /'--ids' cannot be used with option '--count'/],
])('list %j is refused', async (args, message) => {
  const { code, stderr } = await runInProcess(['list', ...args], server);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
