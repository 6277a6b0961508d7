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
  await forEach(created, slices, ({ after }) => likenesses.push(likenessOf(after)));
  const years = new Set(created.map(({ after }) => after.releaseYear));
  const changed = new Set(writes.map(({ after }) => after.id));
  const wanted = new Set(likenesses);
  /** By each likeness the id of a movie that the import doesn't change. */
  const inCatalog = new Map<string, string>();
  await forEach(existing, slices, (movie) => {
    // Most are none of these years, and to tell that costs little.
    if (!years.has(movie.releaseYear) || changed.has(movie.id)) return;
    const likeness = likenessOf(movie);
    if (wanted.has(likeness)) setFirst(inCatalog, likeness, movie.id);
  });
  const inImport = new Map<string, number>();
  await forEach(writes, slices, ({ before, after, position }) => {
    if (before) setFirst(inImport, likenessOf(after), position);
  });
  const found = created.flatMap(({ position }, index): v1.ImportDuplicate[] => {
    const likeness = likenesses[index] ?? '';
    const id = inCatalog.get(likeness) ?? '';
    const twin = inImport.get(likeness);
    setFirst(inImport, likeness, position);
    return id === '' && twin === undefined ? [] : [{ position, id, duplicatePosition: id === '' ? (twin ?? 0) : 0 }];
  });
  return { duplicateCount: found.length, duplicates: found.slice(0, MAX_DUPLICATES) };
}

function setFirst<Value>(map: Map<string, Value>, key: string, value: Value): void {
  if (!map.has(key)) map.set(key, value);
}

async function forEach<Item>(items: Iterable<Item>, slices: TimeSlices, visit: (item: Item) => void): Promise<void> {
  let count = 0;
  for (const item of items) {
    if (count++ % STEP === 0 && slices.isOver) await slices.next();
    visit(item);
  }
}
