import { type ListMoviesRequest, type MovieFilter, MovieOrderField } from 'movie-proto/web';

/** What a list can be ordered by. `match` is how well a movie matches the words, for as long as nothing else is asked. */
export type OrderName = 'match' | 'title' | 'rating' | 'year';

/** What the page shows, as its address says it. */
export interface CatalogQuery {
  readonly words: string;
  readonly director: string;
  readonly genres: readonly string[];
  readonly minRating: number | undefined;
  readonly maxRating: number | undefined;
  readonly minYear: number | undefined;
  readonly maxYear: number | undefined;
  readonly order: OrderName;
  readonly descending: boolean;
}

/** Every movie, in the catalog's own order. */
export const EVERYTHING: CatalogQuery = {
  words: '',
  director: '',
  genres: [],
  minRating: undefined,
  maxRating: undefined,
  minYear: undefined,
  maxYear: undefined,
  order: 'match',
  descending: false,
};

const ORDER_FIELDS: Readonly<Record<OrderName, MovieOrderField>> = {
  match: MovieOrderField.MOVIE_ORDER_FIELD_ID,
  title: MovieOrderField.MOVIE_ORDER_FIELD_TITLE,
  rating: MovieOrderField.MOVIE_ORDER_FIELD_RATING,
  year: MovieOrderField.MOVIE_ORDER_FIELD_RELEASE_YEAR,
};

/** Whether there is a condition besides the words. */
export function hasFilters({ director, genres, minRating, maxRating, minYear, maxYear }: CatalogQuery): boolean {
  return (
    director !== '' ||
    genres.length > 0 ||
    [minRating, maxRating, minYear, maxYear].some((bound) => bound !== undefined)
  );
}

/** Whether a range ends before it begins: nothing is in it. */
export function isEmptyRange(from: number | undefined, to: number | undefined): boolean {
  return from !== undefined && to !== undefined && from > to;
}

/**
 * Whether the query is a search, which forgives misspelt words and gives the best 100. With filters or an order of its
 * own it is a list, whose titles contain the words.
 */
export function isSearch(query: CatalogQuery): boolean {
  return query.words.trim() !== '' && query.order === 'match' && !hasFilters(query);
}

/** The request for a page of the list. */
export function listRequest(query: CatalogQuery, pageToken: string, pageSize: number): ListMoviesRequest {
  const order = { field: ORDER_FIELDS[query.order], descending: query.descending };
  return { pageSize, pageToken, filter: filterOf(query), order };
}

function filterOf({ words, director, genres, minRating, maxRating, minYear, maxYear }: CatalogQuery): MovieFilter {
  return {
    titleContains: words.trim(),
    director,
    genres: [...genres],
    minRating,
    maxRating,
    minReleaseYear: minYear,
    maxReleaseYear: maxYear,
  };
}

const NUMBERS = { minRating: 'min-rating', maxRating: 'max-rating', minYear: 'from', maxYear: 'to' } as const;

/** The query that the parameters of an address ask for. What they have wrong is left out. */
export function queryFrom(parameters: URLSearchParams): CatalogQuery {
  const number = (name: string) => {
    const text = parameters.get(name) ?? '';
    const value = Number(text);
    return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
  };
  const order = parameters.get('order') ?? '';
  return {
    words: parameters.get('q') ?? '',
    director: parameters.get('director') ?? '',
    genres: parameters.getAll('genre').filter((genre) => genre !== ''),
    minRating: number(NUMBERS.minRating),
    maxRating: number(NUMBERS.maxRating),
    minYear: wholeNumber(number(NUMBERS.minYear)),
    maxYear: wholeNumber(number(NUMBERS.maxYear)),
    order: isOrderName(order) ? order : 'match',
    descending: parameters.has('descending'),
  };
}

/** The contract has years in 32 bits. */
function wholeNumber(value: number | undefined): number | undefined {
  const whole = Math.trunc(value ?? Number.NaN);
  return (whole | 0) === whole ? whole : undefined;
}

function isOrderName(name: string): name is OrderName {
  return Object.hasOwn(ORDER_FIELDS, name);
}

/** The opposite of `queryFrom`: only what differs from `EVERYTHING`. */
export function parametersOf(query: CatalogQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  if (query.words !== '') parameters.set('q', query.words);
  if (query.director !== '') parameters.set('director', query.director);
  for (const genre of query.genres) parameters.append('genre', genre);
  for (const [field, name] of Object.entries(NUMBERS)) {
    // What `Object.entries` loses: its keys are those of NUMBERS.
    const value = query[field as keyof typeof NUMBERS];
    if (value !== undefined) parameters.set(name, String(value));
  }
  if (query.order !== 'match') parameters.set('order', query.order);
  if (query.descending) parameters.set('descending', '');
  return parameters;
}
