import { MovieService } from 'movie-proto';
import type { MovieCatalog } from '../catalog/catalog.js';
import { defineService, type Service } from '../rpc/service.js';
import { encodeMovieData } from './encoded-movies.js';
import { movieNotFound } from './movie-errors.js';

/** The tutorial's service, `Movie`: reads movies, one by its id or all of them. */
export function movieService(catalog: MovieCatalog): Service {
  return defineService(MovieService, {
    getMovieById({ id }, { log }) {
      const movie = catalog.get(id);
      if (!movie) throw movieNotFound(id);
      log.info('Movie found!');
      return encodeMovieData(movie);
    },

    *getListMovies() {
      for (const movie of catalog.snapshot().movies) yield encodeMovieData(movie);
    },
  });
}
