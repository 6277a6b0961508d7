import { expect, test } from '@jest/globals';
import {
  type CatalogQuery,
  EVERYTHING,
  isEmptyRange,
  isSearch,
  listRequest,
  parametersOf,
  queryFrom,
} from './catalog-query.js';

const FULL: CatalogQuery = {
  words: ' a & b=c ',
  director: 'Agnès Varda',
  genres: ['Drama', 'Sci-Fi, old'],
  minRating: 0,
  maxRating: 9.5,
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

test('words alone are a search; with a filter or an order they are a list whose titles contain them', () => {
  const words = { ...EVERYTHING, words: 'up' };
  expect([words, { ...words, minRating: 1 }, { ...words, order: 'title' as const }].map(isSearch)).toEqual([
    true,
    false,
    false,
  ]);
  expect(listRequest({ ...words, minRating: 1 }, '', 10)).toMatchObject({
    filter: { titleContains: 'up', minRating: 1 },
  });
});

test('a range that ends before it begins is empty', () => {
  expect(isEmptyRange(9, 8.9)).toBe(true);
  expect(isEmptyRange(9, 9)).toBe(false);
  expect(isEmptyRange(undefined, 0)).toBe(false);
  expect(isEmptyRange(0, undefined)).toBe(false);
});
