import { type LabelFilter, type ListMoviesRequest, type MovieFilter, MovieOrderField } from 'movie-proto/web';

/** What a list can be ordered by. `match` is how well a movie matches the words, or by id if there are none. */
export type OrderName = 'match' | 'title' | 'director' | 'year' | 'rating' | 'added';

/** Which movies the page shows, besides the words. */
export interface CatalogFilter {
  readonly director: string;
  readonly genres: readonly string[];
  /** Whether one of the genres is enough. */
  readonly anyGenre: boolean;
  /** Each as a key, or as `key=value`. */
  readonly labels: readonly string[];
  readonly minRating: number | undefined;
  readonly maxRating: number | undefined;
  /** Only movies without a rating. */
  readonly unrated: boolean;
  readonly minYear: number | undefined;
  readonly maxYear: number | undefined;
}

/** What the page shows, as its address says it. */
export interface CatalogQuery extends CatalogFilter {
  readonly words: string;
  readonly order: OrderName;
  readonly descending: boolean;
}

const NO_FILTER: CatalogFilter = {
  director: '',
  genres: [],
  anyGenre: false,
  labels: [],
  minRating: undefined,
  maxRating: undefined,
  unrated: false,
  minYear: undefined,
  maxYear: undefined,
};

/** Every movie, in the catalog's own order. */
export const EVERYTHING: CatalogQuery = { ...NO_FILTER, words: '', order: 'match', descending: false };

const ORDER_FIELDS: Readonly<Record<OrderName, MovieOrderField>> = {
  match: MovieOrderField.MOVIE_ORDER_FIELD_ID,
  title: MovieOrderField.MOVIE_ORDER_FIELD_TITLE,
  director: MovieOrderField.MOVIE_ORDER_FIELD_DIRECTOR,
  year: MovieOrderField.MOVIE_ORDER_FIELD_RELEASE_YEAR,
  rating: MovieOrderField.MOVIE_ORDER_FIELD_RATING,
  added: MovieOrderField.MOVIE_ORDER_FIELD_ADDED,
};

/** Whether there is a condition besides the words. */
export function hasFilters({ genres, labels, ...query }: CatalogQuery): boolean {
  const { director, unrated, minRating, maxRating, minYear, maxYear } = query;
  const bounds = [minRating, maxRating, minYear, maxYear];
  return director !== '' || unrated || genres.length + labels.length > 0 || bounds.some((bound) => bound !== undefined);
}

/** A query without its filters: its words and order stay. */
export function withoutFilters(query: CatalogQuery): CatalogQuery {
  return { ...query, ...NO_FILTER };
}

/** Whether a range ends before it begins: nothing is in it. */
export function isEmptyRange(from: number | undefined, to: number | undefined): boolean {
  return from !== undefined && to !== undefined && from > to;
}

/**
 * Whether the query is a search, which forgives misspelt words and gives the best 100. With an order of its own it is a
 * list of the movies that have the words as they are.
 */
export function isSearch({ words, order }: CatalogQuery): boolean {
  return words.trim() !== '' && order === 'match';
}

/** The request for a page of the list. */
export function listRequest(query: CatalogQuery, pageToken: string, pageSize: number): ListMoviesRequest {
  const order = { field: ORDER_FIELDS[query.order], descending: query.descending };
  return { pageSize, pageToken, filter: { ...filterOf(query), text: query.words.trim() }, order };
}

/** The filter of a query, without its words. */
export function filterOf(query: CatalogQuery): MovieFilter {
  const genres = [...query.genres];
  return {
    titleContains: '',
    directorContains: query.director,
    allGenres: query.anyGenre ? [] : genres,
    anyGenres: query.anyGenre ? genres : [],
    minRating: query.minRating,
    maxRating: query.maxRating,
    minReleaseYear: query.minYear,
    maxReleaseYear: query.maxYear,
    labels: query.labels.map(labelFilter),
    text: '',
    rated: query.unrated ? false : undefined,
  };
}

/** Keys have no `=`. */
function labelFilter(label: string): LabelFilter {
  const at = label.indexOf('=');
  if (at < 0) return { key: label.trim(), value: undefined };
  return { key: label.slice(0, at).trim(), value: label.slice(at + 1).trim() };
}

const NUMBERS = { minRating: 'min-rating', maxRating: 'max-rating', minYear: 'from', maxYear: 'to' } as const;

/** The query that the parameters of an address ask for. What they have wrong is left out. */
export function queryFrom(parameters: URLSearchParams): CatalogQuery {
  const number = (name: string) => {
    const text = parameters.get(name) ?? '';
    const value = Number(text);
    return text.trim() === '' || !Number.isFinite(value) ? undefined : value;
  };
  const texts = (name: string) => parameters.getAll(name).filter((text) => text !== '');
  const order = parameters.get('order') ?? '';
  return {
    words: parameters.get('q') ?? '',
    director: parameters.get('director') ?? '',
    genres: texts('genre'),
    anyGenre: parameters.has('any-genre'),
    labels: texts('label'),
    minRating: number(NUMBERS.minRating),
    maxRating: number(NUMBERS.maxRating),
    unrated: parameters.has('unrated'),
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
  if (query.anyGenre) parameters.set('any-genre', '');
  for (const label of query.labels) parameters.append('label', label);
  for (const [field, name] of Object.entries(NUMBERS)) {
    // What `Object.entries` loses: its keys are those of NUMBERS.
    const value = query[field as keyof typeof NUMBERS];
    if (value !== undefined) parameters.set(name, String(value));
  }
  if (query.unrated) parameters.set('unrated', '');
  if (query.order !== 'match') parameters.set('order', query.order);
  if (query.descending) parameters.set('descending', '');
  return parameters;
}
