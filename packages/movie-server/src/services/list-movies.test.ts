import { describe, expect, test } from '@jest/globals';
import { MemoryStore, type Movie } from 'movie-catalog';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { movieCalls, violationsOf } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

type Calls = ReturnType<typeof movieCalls>;
type ListRequest = NonNullable<Parameters<Calls['list']>[0]>;
type Filter = NonNullable<ListRequest['filter']>;

/** Each movie differs from the others in what some filter looks at. */
const MOVIES = [
  sampleMovie('alien', {
    title: 'Alien (movie)',
    rating: 8.5,
    director: 'Ridley Scott',
    releaseYear: 1979,
    genres: ['Horror', 'Science Fiction'],
    labels: { shelf: 'A 3', seen: '' },
  }),
  sampleMovie('amelie', {
    title: 'Amélie (movie)',
    rating: 0,
    director: 'Jean-Pierre Jeunet',
    releaseYear: 2001,
    genres: ['Comedy'],
    labels: { shelf: 'B 1' },
  }),
  sampleMovie('stage', {
    title: 'Stage (movie)',
    rating: undefined,
    director: '',
    releaseYear: 0,
    genres: ['Melodrama'],
  }),
];

async function start(movies: readonly Movie[] = MOVIES) {
  const server = await startServer({ movies });
  return { ...server, movies: movieCalls(server.client) };
}

/** Filters, and the ids of the movies that they match. A condition of the contract that is missing does not compile. */
const CONDITIONS = {
  titleContains: [
    [{ titleContains: 'LIE' }, 'alien amelie'],
    [{ titleContains: 'scott' }, ''],
  ],
  directorContains: [[{ directorContains: 'scott' }, 'alien']],
  allGenres: [
    [{ allGenres: ['drama'] }, 'stage'],
    [{ allGenres: ['horror', 'fiction'] }, 'alien'],
    [{ allGenres: ['horror', 'comedy'] }, ''],
  ],
  anyGenres: [[{ anyGenres: ['horror', 'comedy'] }, 'alien amelie']],
  minRating: [[{ minRating: 0 }, 'alien amelie']],
  maxRating: [[{ maxRating: 8 }, 'amelie']],
  minReleaseYear: [[{ minReleaseYear: 1980 }, 'amelie']],
  maxReleaseYear: [[{ maxReleaseYear: 1980 }, 'alien']],
  labels: [
    [{ labels: [{ key: 'shelf' }] }, 'alien amelie'],
    [{ labels: [{ key: 'shelf', value: 'A 3' }] }, 'alien'],
    [{ labels: [{ key: 'seen', value: '' }] }, 'alien'],
    [{ labels: [{ key: 'shelf' }, { key: 'seen' }] }, 'alien'],
    [{ labels: [{ key: 'constructor' }] }, ''],
  ],
  text: [
    [{ text: 'AMELIE' }, 'amelie'],
    [{ text: 'jeunet' }, 'amelie'],
    [{ text: 'melodrama' }, 'stage'],
    [{ text: 'a 3' }, 'alien'],
    [{ text: 'seen' }, 'alien'],
  ],
  rated: [
    [{ rated: true }, 'alien amelie'],
    [{ rated: false }, 'stage'],
  ],
} as const satisfies Record<keyof v1.MovieFilter, unknown>;

const FILTERS: readonly (readonly [Filter, string])[] = [
  ...Object.values(CONDITIONS)
    .flat()
    .map(([filter, ids]) => [structuredClone(filter) as Filter, ids] as const),
  [{}, 'alien amelie stage'],
  [{ rated: true, titleContains: 'alien' }, 'alien'],
];

describe('a filter', () => {
  test.each(FILTERS)('%j matches %p in a list, a search, a summary and a batch', async (filter, ids) => {
    await using server = await start();
    const { movies } = server;
    const page = await movies.list({ filter });
    expect(page.movies.map(({ id }) => id).join(' ')).toBe(ids);
    const count = ids.split(' ').filter(Boolean).length;
    expect(page.totalSize).toBe(count);
    const { results } = await movies.search({ query: 'movie', filter });
    expect(
      results
        .map(({ movie }) => movie?.id)
        .sort()
        .join(' '),
    ).toBe(ids);
    expect((await movies.summarize({ filter })).totalSize).toBe(count);
    const selection = { $case: 'filter', value: filter } as const;
    expect((await movies.batchDelete({ selection, validateOnly: true })).deletedCount).toBe(count);
  });

  test('has all its violations reported, by their names', async () => {
    await using server = await start();
    const filter: Filter = {
      labels: [{ key: 'ok' }, { key: '=' }, { key: 'ok', value: 'x'.repeat(1_025) }, { key: 'k'.repeat(65) }],
      text: '\u0007',
    };
    const expected = [
      expect.stringMatching(/^filter\.labels\[1\]\.key must begin with a letter or digit/),
      'filter.labels[2].value must be at most 1024 bytes, and is 1025',
      'filter.labels[3].key must be at most 64 bytes, and is 65',
      'filter.text must not contain control characters',
    ];
    const { movies } = server;
    expect(await violationsOf(movies.list({ filter }))).toEqual(expected);
    expect(await violationsOf(movies.search({ query: 'a', filter }))).toEqual(expected);
    expect(await violationsOf(movies.summarize({ filter }))).toEqual(expected);
    const labels = Array.from({ length: 33 }, () => ({ key: 'x' }));
    expect(await violationsOf(movies.list({ filter: { labels } }))).toEqual(['filter.labels must be at most 32']);
  });
});

type OrderName = Exclude<keyof typeof v1.MovieOrderField, 'UNRECOGNIZED'>;

const ADDED = [
  sampleMovie('3', { title: 'Rocky 10', rating: undefined, director: 'Östlund', releaseYear: 0 }),
  sampleMovie('1', { title: 'Rocky 2', rating: 3, director: '', releaseYear: 1979 }),
  sampleMovie('4', { title: 'école', rating: 9, director: 'Zhang', releaseYear: 1979 }),
  sampleMovie('2', { title: 'Zulu', rating: 0, director: 'ozu', releaseYear: 2020 }),
];

/** The ids in ascending and in descending order, by each field. */
const ORDERS: Readonly<Record<OrderName, readonly [string, string]>> = {
  MOVIE_ORDER_FIELD_UNSPECIFIED: ['1234', '4321'],
  MOVIE_ORDER_FIELD_ID: ['1234', '4321'],
  MOVIE_ORDER_FIELD_TITLE: ['4132', '2314'],
  MOVIE_ORDER_FIELD_RATING: ['2143', '4123'],
  MOVIE_ORDER_FIELD_RELEASE_YEAR: ['1423', '2143'],
  MOVIE_ORDER_FIELD_DIRECTOR: ['3241', '4231'],
  MOVIE_ORDER_FIELD_ADDED: ['3142', '2413'],
};

/** The ids of a list that is read in pages of two. */
async function idsIn(movies: Calls, request: ListRequest): Promise<string> {
  let ids = '';
  let pageToken = '';
  do {
    const page = await movies.list({ ...request, pageSize: 2, pageToken });
    ids += page.movies.map(({ id }) => id).join('');
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return ids;
}

describe('the order of a list', () => {
  // `Object.keys` gives texts. The literal has these keys and no others, or it would not compile.
  test.each(Object.keys(ORDERS) as OrderName[])(
    '%s is the same in pages, either way, filtered or not',
    async (name) => {
      const field = v1.MovieOrderField[name];
      await using server = await start(ADDED);
      const [ascending, descending] = ORDERS[name];
      expect(await idsIn(server.movies, { order: { field } })).toBe(ascending);
      expect(await idsIn(server.movies, { order: { field, descending: true } })).toBe(descending);
      expect(await idsIn(server.movies, { order: { field }, filter: { minReleaseYear: 1 } })).toBe(
        ascending.replace('3', ''),
      );
    },
  );
});

describe('a list by when movies were added', () => {
  const order = { field: v1.MovieOrderField.MOVIE_ORDER_FIELD_ADDED };

  test('goes on after a movie that was deleted meanwhile', async () => {
    await using server = await start(ADDED);
    const { movies } = server;
    const { nextPageToken: pageToken } = await movies.list({ order, pageSize: 2 });
    await movies.delete({ id: '1' });
    expect((await movies.list({ order, pageToken })).movies.map(({ id }) => id)).toEqual(['4', '2']);
  });

  test('goes on after a restart, unless the last movie of the page is gone', async () => {
    const store = new MemoryStore(ADDED);
    let pageToken = '';
    {
      await using server = await startServer({ store: () => store });
      pageToken = (await movieCalls(server.client).list({ order, pageSize: 2 })).nextPageToken;
    }
    await using server = await start(ADDED);
    const { movies } = server;
    expect((await movies.list({ order, pageToken })).movies.map(({ id }) => id)).toEqual(['4', '2']);
    await movies.delete({ id: '1' });
    expect(await violationsOf(movies.list({ order, pageToken }))).toEqual([
      'page_token is of a page whose last movie is gone, so its place is not known; list again from the start',
    ]);
  });
});
