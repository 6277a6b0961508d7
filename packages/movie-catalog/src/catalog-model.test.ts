import { expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import { ContentDigest } from './content-digest.js';
import type { Cursor, MovieOrder, OrderKey } from './lists/movie-order.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import type { MovieChange, MovieUpdate } from './store.js';
import { randomFrom } from './testing/random-from.js';
import { sampleMovie } from './testing/sample-movie.js';

const ORDER_KEYS: readonly OrderKey[] = ['id', 'title', 'rating', 'releaseYear', 'director', 'added'];
const ORDERS: readonly MovieOrder[] = ORDER_KEYS.flatMap((by) => [
  { by, descending: false },
  { by, descending: true },
]);
const GENRES = ['Drama', 'Comedy', 'Crime'];

const VALUES = new Intl.Collator('en', { numeric: true });

type Random = (end: number) => number;

/** The same as the catalog, by the simplest means. */
class Model {
  movies: Movie[] = [];

  apply({ id, after }: MovieUpdate): void {
    const index = this.movies.findIndex((movie) => movie.id === id);
    if (index < 0) this.movies.push(...(after ? [after] : []));
    else this.movies.splice(index, 1, ...(after ? [after] : []));
  }

  list({ by, descending }: MovieOrder): Movie[] {
    if (by === 'added') return descending ? this.movies.toReversed() : this.movies;
    const byId = this.movies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (by === 'id') return descending ? byId.reverse() : byId;
    const sign = descending ? -1 : 1;
    // A sort keeps the order of those that compare as equal.
    const sorted = byId.filter((movie) => movie[by]).sort((a, b) => sign * VALUES.compare(`${a[by]}`, `${b[by]}`));
    return [...sorted, ...byId.filter((movie) => !movie[by])];
  }

  digest(): string {
    const digest = new ContentDigest();
    for (const movie of this.movies) digest.add(movie);
    return digest.toString();
  }
}

function randomMovie(random: Random, id: string): Movie {
  const genres = GENRES.filter(() => random(2) === 0);
  // Few values, so that there are many ties.
  const title = `${['t', 'T', 'Ť', 'été', 'Ete'][random(5)]}${random(12)}`;
  const rating = random(4) === 0 ? undefined : 1 + random(10);
  const releaseYear = random(4) === 0 ? 0 : 1990 + random(5);
  const director = ['', 'Ang Lee', 'Åsa Lind', 'Zoe 2', 'Zoe 10'][random(5)] ?? '';
  return sampleMovie(id, { title, rating, releaseYear, director, genres });
}

/** Creates, updates and deletes; some ids more than once, as a batch may. */
function randomChanges(random: Random, model: Model, count: number): MovieChange[] {
  const state = new Map(model.movies.map((movie) => [movie.id, movie]));
  return Array.from({ length: count }, () => {
    const id = `m${random(900)}`;
    const before = state.get(id);
    const after = before && random(3) === 0 ? undefined : randomMovie(random, id);
    if (after) state.set(id, after);
    else state.delete(id);
    return { id, before, after };
  });
}

async function commit(catalog: MovieCatalog, model: Model, changes: readonly MovieChange[]): Promise<void> {
  await catalog.write(() => ({ changes, result: undefined }));
  for (const change of changes) model.apply(change);
}

async function readAll(catalog: MovieCatalog, order: MovieOrder, nextSize: () => number): Promise<Movie[]> {
  const movies: Movie[] = [];
  let after: Cursor | undefined;
  do {
    const page = await catalog.list({ order, pageSize: nextSize(), after });
    expect(page.total).toBe(catalog.size);
    movies.push(...page.movies);
    after = page.next;
  } while (after);
  return movies;
}

test.each([1, 2])('after random commits all views are those of a simple model (seed %d)', async (seed) => {
  const random = randomFrom(seed);
  const catalog = await MovieCatalog.open(new MemoryStore());
  const model = new Model();
  for (let round = 0; round < 50; round++) {
    await commit(catalog, model, randomChanges(random, model, random(10) === 0 ? 600 : random(8)));
    // The orders come into use one after another, so that some are built late.
    const order = ORDERS[random(Math.min(ORDERS.length, 1 + round / 5))] ?? { by: 'id', descending: false };
    expect(await readAll(catalog, order, () => 1 + random(400))).toEqual(model.list(order));
    expect(catalog.snapshot().movies).toEqual(model.movies);
    expect(catalog.position.digest).toBe(model.digest());
    const id = `m${random(900)}`;
    expect(catalog.get(id)).toEqual(model.movies.find((movie) => movie.id === id));
    const filter = { allGenres: ['crime'], minRating: random(11) };
    const filtered = await catalog.list({ filter, order, pageSize: 1_000 });
    const matching = (movie: Movie) => movie.genres.includes('Crime') && (movie.rating ?? -1) >= filter.minRating;
    expect(filtered.movies).toEqual(model.list(order).filter(matching));
  }
});

const LISTS = ORDERS.flatMap((order) => [
  { order, filter: {} },
  { order, filter: { minRating: 5 } },
]);

test.each(LISTS)(
  'paging through %j while movies change misses and repeats none that stay',
  async ({ order, filter }) => {
    const random = randomFrom(4);
    const catalog = await MovieCatalog.open(new MemoryStore());
    const model = new Model();
    await commit(catalog, model, randomChanges(random, model, 1_500));
    const { minRating = -1 } = filter;
    const untouched = new Set(model.movies.filter(({ rating = -1 }) => rating >= minRating));
    const seen: Movie[] = [];
    let after: Cursor | undefined;
    do {
      const page = await catalog.list({ order, filter, pageSize: 1 + random(60), after });
      seen.push(...page.movies);
      after = page.next;
      const changes = randomChanges(random, model, random(20));
      await commit(catalog, model, changes);
      for (const { before } of changes) if (before) untouched.delete(before);
    } while (after);
    expect(untouched.size).toBeGreaterThan(100);
    expect(seen.filter((movie) => untouched.has(movie))).toEqual(model.list(order).filter((m) => untouched.has(m)));
  },
);
