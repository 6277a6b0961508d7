import { expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import { MemoryStore } from './memory/memory-store.js';
import type { Movie } from './movie.js';
import type { CommitId, MovieUpdate } from './store.js';
import { randomFrom } from './testing/random-from.js';
import { sampleMovie } from './testing/sample-movie.js';
import { undoCommit } from './testing/undo-commit.js';

type Random = (end: number) => number;

/** All that a commit of the model has. */
interface ModelCommit {
  readonly id: CommitId;
  /** The movies that it changed, if only for a moment, in order. */
  readonly touched: ReadonlySet<string>;
  readonly before: ReadonlyMap<string, Movie>;
  readonly after: ReadonlyMap<string, Movie>;
}

/** The movies, and copies of all of them around each commit. */
class Model {
  readonly movies = new Map<string, Movie>();
  readonly commits: ModelCommit[] = [];

  /** Takes over a write. */
  write(updates: readonly MovieUpdate[], id: CommitId | undefined): void {
    const before = new Map(this.movies);
    const touched = new Set<string>();
    for (const { id: movie, after } of updates) {
      if (textOf(this.movies, movie) !== JSON.stringify(after)) touched.add(movie);
      if (after) this.movies.set(movie, after);
      else this.movies.delete(movie);
    }
    expect(id !== undefined).toBe(touched.size > 0);
    if (id) this.commits.push({ id, touched, before, after: new Map(this.movies) });
  }

  /** What undoing a commit makes of each movie that it touched. */
  undo({ touched, before, after }: ModelCommit) {
    const states = Array.from(touched, (id) => ({ id, was: textOf(before, id), left: textOf(after, id) }));
    const other = states.filter(({ id, was }) => textOf(this.movies, id) !== was);
    const same = other.filter(({ id, left }) => textOf(this.movies, id) === left);
    const conflicts = other.filter((state) => !same.includes(state));
    return {
      changes: same.map(({ id }) => ({ id, after: before.get(id) })),
      conflicts: conflicts.map(({ id }) => id),
    };
  }
}

function textOf(movies: ReadonlyMap<string, Movie>, id: string): string | undefined {
  return JSON.stringify(movies.get(id));
}

/** Creates, updates and deletes, with few values, so that movies often become what they were. */
function randomUpdates(random: Random): MovieUpdate[] {
  return Array.from({ length: 1 + random(6) }, () => {
    const id = `m${random(12)}`;
    return { id, after: random(3) === 0 ? undefined : sampleMovie(id, { rating: random(3) }) };
  });
}

/** Undoes a commit as far as it can be; gives what could not be undone. */
async function undo(catalog: MovieCatalog, model: Model, commit: ModelCommit): Promise<readonly string[]> {
  const expected = model.undo(commit);
  const { result, commit: id } = await undoCommit(catalog, commit.id);
  expect(result).toEqual(expected);
  model.write(expected.changes, id);
  return result.conflicts;
}

test.each([1, 2, 3])(
  'random writes, some undone and done again, give the movies of a model (seed %d)',
  async (seed) => {
    const random = randomFrom(seed);
    const catalog = await MovieCatalog.open(new MemoryStore());
    const model = new Model();
    let redone = 0;
    for (let round = 0; round < 300; round++) {
      const commit = model.commits.at(-1 - random(8));
      if (commit === undefined || random(2) === 0) {
        const changes = randomUpdates(random);
        model.write(changes, (await catalog.write(() => ({ changes, result: undefined }))).commit);
      } else {
        const before = byId(catalog);
        const count = model.commits.length;
        await undo(catalog, model, commit);
        const undone = model.commits[count];
        if (undone && random(2) === 0) {
          expect(await undo(catalog, model, undone)).toEqual([]);
          expect(byId(catalog)).toEqual(before);
          redone++;
        }
      }
      expect(catalog.snapshot().movies).toEqual([...model.movies.values()]);
    }
    expect(redone).toBeGreaterThan(15);
  },
);

function byId(catalog: MovieCatalog): Movie[] {
  return catalog.snapshot().movies.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
