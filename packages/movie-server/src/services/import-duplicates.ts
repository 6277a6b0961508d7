import { likenessOf, type Movie, TimeSlices } from 'movie-catalog';
import type { v1 } from 'movie-proto';
import type { ImportWrite } from './import-records.js';

/** How many duplicates of an import are reported. */
const MAX_DUPLICATES = 100;
/** How many movies are compared between two looks at the clock. */
const STEP = 16;

/** What an import's response says of duplicates. */
type Duplicates = Pick<v1.ImportMoviesResponse, 'duplicateCount' | 'duplicates'>;

/**
 * Finds the movies that an import creates and that are like another one: of the catalog, or of the import. In time
 * slices, as it compares all movies.
 *
 * @param writes what the import makes of movies, in the order of its records
 * @param existing the catalog's movies before the import
 * @throws the signal's reason, once it aborts
 */
export async function findDuplicates(
  writes: readonly ImportWrite[],
  existing: Iterable<Movie>,
  signal: AbortSignal,
): Promise<Duplicates> {
  const created = writes.filter(({ before }) => !before);
  if (created.length === 0) return { duplicateCount: 0, duplicates: [] };
  const slices = new TimeSlices(signal);
  const likenesses: string[] = [];
  for await (const { after } of paced(created, slices)) likenesses.push(likenessOf(after));
  const inCatalog = await idsByLikeness(new Set(likenesses), existing, writes, slices);
  const inImport = new Map<string, number>();
  for await (const { before, after, position } of paced(writes, slices)) {
    if (before) setFirst(inImport, likenessOf(after), position);
  }
  const found = created.flatMap(({ position }, index): v1.ImportDuplicate[] => {
    const likeness = likenesses[index] ?? '';
    const id = inCatalog.get(likeness) ?? '';
    const twin = inImport.get(likeness);
    setFirst(inImport, likeness, position);
    return id === '' && twin === undefined ? [] : [{ position, id, duplicatePosition: id === '' ? (twin ?? 0) : 0 }];
  });
  return { duplicateCount: found.length, duplicates: found.slice(0, MAX_DUPLICATES) };
}

/** By each likeness the id of a movie that the import doesn't change. */
async function idsByLikeness(
  wanted: ReadonlySet<string>,
  existing: Iterable<Movie>,
  writes: readonly ImportWrite[],
  slices: TimeSlices,
): Promise<ReadonlyMap<string, string>> {
  const changed = new Set(writes.map(({ after }) => after.id));
  const ids = new Map<string, string>();
  for await (const movie of paced(existing, slices)) {
    const likeness = likenessOf(movie);
    if (wanted.has(likeness) && !changed.has(movie.id)) setFirst(ids, likeness, movie.id);
  }
  return ids;
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

async function* paced<Item>(items: Iterable<Item>, slices: TimeSlices): AsyncGenerator<Item> {
  let count = 0;
  for (const item of items) {
    if (count++ % STEP === 0 && slices.isOver) await slices.next();
    yield item;
  }
}
