import { expect, test } from '@jest/globals';
import { MovieService, READS, v1 } from './index.js';

test('the reads of movie.v1 are those that the contract marks', () => {
  const { getMovie, listMovies, searchMovies, summarizeMovies, lookupMovies, watchMovies } = v1.MovieServiceService;
  const marked = [getMovie, listMovies, searchMovies, summarizeMovies, lookupMovies, watchMovies].map(
    ({ path }) => path,
  );
  expect([...READS].filter((path) => path.startsWith('/movie.v1.MovieService/')).sort()).toEqual(marked.sort());
});

test("the tutorial's two calls are reads, though its contract doesn't say so", () => {
  expect(READS).toContain(MovieService.getMovieById.path);
  expect(READS).toContain(MovieService.getListMovies.path);
});
