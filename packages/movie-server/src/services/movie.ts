import { MovieService } from 'movie-proto';
import type { MovieCatalog } from '../catalog/catalog.js';
import { RpcError, status } from '../rpc/rpc-error.js';
import { defineService, type Service } from '../rpc/service.js';

/** The tutorial's service, `Movie`: reads movies, one by its id or all of them. */
export function movieService(catalog: MovieCatalog): Service {
  return defineService(MovieService, {
    getMovieById({ id }, { log }) {
      const movie = catalog.get(id);
      if (!movie) throw new RpcError(status.NOT_FOUND, `No movie has the id ${JSON.stringify(id)}.`);
      log.info('Movie found!');
      return movie;
    },

    *getListMovies() {
      yield* catalog.all();
    },
  });
}
