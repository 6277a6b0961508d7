import { boundRequests, defineService, type Service } from 'grpc-host';
import type { MovieCatalog } from 'movie-catalog';
import { MovieService } from 'movie-proto';
import type { MovieEncoder } from './movie-encoder.js';
import { movieNotFound } from './movie-errors.js';

/** The tutorial's service, `Movie`: reads movies, one by its id or all of them. */
export function tutorialService(catalog: MovieCatalog, encoder: MovieEncoder): Service {
  return defineService(boundRequests(MovieService), {
    getMovieById({ id }, { log }) {
      const movie = catalog.get(id);
      if (!movie) throw movieNotFound(id);
      log.info('Movie found!');
      return encoder.movieData(movie);
    },

    *getListMovies() {
      for (const movie of catalog.walk()) yield encoder.movieData(movie);
    },
  });
}
