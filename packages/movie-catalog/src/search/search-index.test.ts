import { expect, test } from '@jest/globals';
import type { Movie } from '../movie.js';
import { randomFrom } from '../testing/random-from.js';
import { sampleMovie } from '../testing/sample-movie.js';
import { movieWords } from './movie-words.js';
import { countOf, slotOf } from './postings.js';
import { SearchIndex } from './search-index.js';
import { FIELDS } from './term.js';

/** How often movies have words, by `word field id`. */
function countsIn(movies: Iterable<Movie>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const movie of movies) {
    for (const field of FIELDS) {
      for (const word of movieWords(movie, field)) {
        const key = `${word} ${field} ${movie.id}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
  }
  return counts;
}

/** The same of an index, which has its words in order. */
function countsOf(index: SearchIndex): Map<string, number> {
  const counts = new Map<string, number>();
  const terms = index.terms.chunks.flat();
  const texts = terms.map((term) => index.terms.textOf(term));
  expect(texts).toEqual([...new Set(texts)].sort());
  for (const term of terms) {
    for (const field of FIELDS) {
      for (const posting of index.terms.postings(term, field)) {
        const id = index.movieIn(slotOf(posting))?.id;
        counts.set(`${index.terms.textOf(term)} ${field} ${id}`, countOf(posting));
      }
    }
  }
  return counts;
}

test('the index has the words of all movies as they are, whatever became of them', () => {
  const random = randomFrom(3);
  const words = (most: number) => Array.from({ length: 1 + random(most) }, () => random(2 ** random(14)).toString(36));
  const index = new SearchIndex();
  const movies = new Map<string, Movie>();
  for (let step = 0; step < 8_000; step++) {
    const id = `${random(1_000)}`;
    const before = movies.get(id);
    const genres = random(3) === 0 ? ['Sci-Fi'] : [];
    const labels = random(3) === 0 ? { shelf: words(2).join(' ') } : {};
    const isDeleted = random(8_000) < step / 2;
    const texts = { title: words(4).join(' '), director: words(2).join(' '), genres, labels };
    const after = isDeleted ? undefined : sampleMovie(id, texts);
    if (!before && !after) continue;
    index.replace({ id, before, after });
    if (after) movies.set(id, after);
    else movies.delete(id);
    if (step % 1_000 === 0) expect(countsOf(index)).toEqual(countsIn(movies.values()));
  }
  const titleWords = [...countsIn(movies.values()).keys()].filter((key) => key.includes(' title '));
  expect(countsOf(index)).toEqual(countsIn(movies.values()));
  expect([index.size, index.averageLength('title')]).toEqual([movies.size, titleWords.length / movies.size]);
  for (const movie of movies.values()) index.replace({ id: movie.id, before: movie, after: undefined });
  expect([index.size, index.terms.chunks.flat()]).toEqual([0, []]);
});
