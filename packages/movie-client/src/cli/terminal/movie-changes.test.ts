import { expect, test } from '@jest/globals';
import type { Movie } from '../../movie.js';
import { movieChanges } from './movie-changes.js';

const MOVIE: Movie = {
  id: 'a',
  title: 'A',
  rating: 8.8,
  director: 'D',
  releaseYear: 1999,
  genres: ['Drama', 'War'],
  labels: { shelf: 'B 2' },
  etag: '1',
};

test.each<[Partial<Movie>, string[]]>([
  [{ etag: '2' }, []],
  [{ title: 'B' }, ['title A → B']],
  [{ rating: 9 }, ['rating 8.8 → 9']],
  [{ rating: 0 }, ['rating 8.8 → 0']],
  [{ rating: undefined }, ['rating 8.8 → not rated']],
  [{ director: '' }, ['director D → unknown']],
  [{ releaseYear: 0 }, ['year 1999 → unknown']],
  [{ genres: ['War', 'Action'] }, ['+Action', '−Drama']],
  [{ genres: ['War', 'Drama'] }, ['genres Drama, War → War, Drama']],
  [{ labels: { shelf: 'C 3' } }, ['shelf B 2 → C 3']],
  [{ labels: { shelf: 'C 3\n  at the top' } }, ['shelf B 2 → C 3 at the top']],
  [{ labels: { Watched: '2024' } }, ['+Watched=2024', '−shelf=B 2']],
  [{ title: 'B', rating: 9, labels: {} }, ['title A → B', 'rating 8.8 → 9', '−shelf=B 2']],
])('a movie that becomes %j changes by %j', (change, changes) => {
  const after = { ...MOVIE, ...change };
  expect(movieChanges(MOVIE, after)).toEqual(changes);
});
