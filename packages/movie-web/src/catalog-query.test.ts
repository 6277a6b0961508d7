import { expect, test } from '@jest/globals';
import {
  type CatalogQuery,
  EVERYTHING,
  filterOf,
  hasFilters,
  isEmptyRange,
  isSearch,
  listRequest,
  parametersOf,
  queryFrom,
  withoutFilters,
} from './catalog-query.js';

const FULL: CatalogQuery = {
  words: ' a & b=c ',
  director: 'Agnès Varda',
  genres: ['Drama', 'Sci-Fi, old'],
  anyGenre: true,
  labels: ['shelf', 'note=a=b, c'],
  minRating: 0,
  maxRating: 9.5,
  unrated: true,
  minYear: 1960,
  maxYear: 1969,
  order: 'year',
  descending: true,
};

test.each([EVERYTHING, FULL])('an address says all of a query: %j', (query) => {
  expect(queryFrom(new URLSearchParams(parametersOf(query).toString()))).toEqual(query);
});

test('an address that says nothing means everything, and has no parameters', () => {
  expect(queryFrom(new URLSearchParams())).toEqual(EVERYTHING);
  expect(parametersOf(EVERYTHING).size).toBe(0);
});

test('what is wrong in an address is left out', () => {
  const wrong = 'min-rating=high&max-rating=&from=1999.7&to=1e10&order=constructor&genre=&movie=x';
  expect(queryFrom(new URLSearchParams(wrong))).toEqual({ ...EVERYTHING, minYear: 1999 });
});

test('words are a search; with an order they are a list of the movies that contain them', () => {
  const words = { ...EVERYTHING, words: ' up ' };
  expect([words, { ...words, minRating: 1 }, { ...words, order: 'title' as const }].map(isSearch)).toEqual([
    true,
    true,
    false,
  ]);
  expect(listRequest({ ...words, order: 'title' }, '', 10)).toMatchObject({
    filter: { titleContains: '', text: 'up' },
  });
});

test('a filter is sent as the contract has it', () => {
  expect(filterOf(FULL)).toEqual({
    titleContains: '',
    directorContains: 'Agnès Varda',
    allGenres: [],
    anyGenres: ['Drama', 'Sci-Fi, old'],
    minRating: 0,
    maxRating: 9.5,
    minReleaseYear: 1960,
    maxReleaseYear: 1969,
    labels: [
      { key: 'shelf', value: undefined },
      { key: 'note', value: 'a=b, c' },
    ],
    text: '',
    rated: false,
  });
  expect(filterOf({ ...FULL, anyGenre: false })).toMatchObject({ allGenres: FULL.genres, anyGenres: [] });
  expect(filterOf(EVERYTHING).rated).toBeUndefined();
});

test('without filters a query keeps its words and its order', () => {
  const { words, order, descending } = FULL;
  expect(hasFilters(FULL)).toBe(true);
  expect(withoutFilters(FULL)).toEqual({ ...EVERYTHING, words, order, descending });
  expect(hasFilters(withoutFilters(FULL))).toBe(false);
});

test.each([
  { director: 'a' },
  { genres: ['a'] },
  { labels: ['a'] },
  { unrated: true },
  { maxRating: 0 },
  { minYear: 1900 },
])('%j alone is a filter', (filter) => {
  expect(hasFilters({ ...EVERYTHING, ...filter })).toBe(true);
});

test('a range that ends before it begins is empty', () => {
  expect(isEmptyRange(9, 8.9)).toBe(true);
  expect(isEmptyRange(9, 9)).toBe(false);
  expect(isEmptyRange(undefined, 0)).toBe(false);
  expect(isEmptyRange(0, undefined)).toBe(false);
});
