import { randomUUID } from 'node:crypto';
import { v1 } from 'movie-proto';
import type { Decision, MovieCatalog } from '../catalog/catalog.js';
import type { Movie } from '../catalog/movie.js';
import { etagOf } from '../catalog/movie-hash.js';
import { sameMovie } from '../catalog/same-movie.js';
import type { CallContext } from '../rpc/call-context.js';
import { defineService, type Service } from '../rpc/service.js';
import { encodeLookup, encodeMovieField, encodePage } from './encoded-movies.js';
import { importMovies } from './import-movies.js';
import { etagMismatch, movieAlreadyExists, movieNotFound, toMovieError } from './movie-errors.js';
import { toMessage } from './movie-messages.js';
import {
  checkId,
  readCreateRequest,
  readListRequest,
  readSearchRequest,
  readUpdateRequest,
  type UpdateRequest,
} from './movie-requests.js';
import { watchMovies } from './watch-movies.js';
import type { WriteAccess } from './write-access.js';

/** What the service needs beside its movies. */
export interface MovieServiceOptions {
  readonly writeAccess: WriteAccess;
  /** The most bytes of movies one import may hold. */
  readonly maxImportSize: number;
  /** How long a watch may stay silent, in milliseconds, before it sends a checkpoint. */
  readonly watchCheckpoint: number;
}

/** `movie.v1.MovieService`: reads, searches, changes and watches the catalog. */
export function movieServiceV1(catalog: MovieCatalog, options: MovieServiceOptions): Service {
  const write = async <T>(context: CallContext, decide: (get: MovieCatalog['get']) => Decision<T>): Promise<T> => {
    try {
      return await catalog.write(decide);
    } catch (error) {
      throw toMovieError(error, context);
    }
  };

  const { check: checkMayWrite } = options.writeAccess;

  return defineService(
    v1.MovieServiceService,
    {
      getMovie({ id }) {
        checkId(id);
        const movie = catalog.get(id);
        if (!movie) throw movieNotFound(id);
        return encodeMovieField(movie);
      },

      async listMovies(request) {
        const { query, nextPageToken } = readListRequest(request);
        const { movies, next, total } = await catalog.list(query);
        return encodePage(movies, { nextPageToken: next ? nextPageToken(next) : '', totalSize: total });
      },

      async searchMovies(request) {
        const { words, limit } = readSearchRequest(request);
        const found = await catalog.search(words, limit);
        return { results: found.map(({ movie, score }) => ({ movie: toMessage(movie), score })) };
      },

      async createMovie(request, context) {
        checkMayWrite(context);
        const movie = readCreateRequest(request, randomUUID);
        return write(context, (get) => {
          if (get(movie.id)) throw movieAlreadyExists(movie.id);
          return { changes: [{ id: movie.id, before: undefined, after: movie }], result: { movie: toMessage(movie) } };
        });
      },

      async updateMovie(request, context) {
        checkMayWrite(context);
        const update = readUpdateRequest(request);
        return write(context, (get) => decideUpdate(update, get(update.id)));
      },

      async deleteMovie({ id, etag, allowMissing }, context) {
        checkMayWrite(context);
        checkId(id);
        return write(context, (get) => {
          const before = get(id);
          checkEtag(id, etag, before);
          if (!before && !allowMissing) throw movieNotFound(id);
          return { changes: before ? [{ id, before, after: undefined }] : [], result: {} };
        });
      },

      async importMovies(requests, context) {
        checkMayWrite(context);
        return importMovies(requests, options.maxImportSize, (decide) => write(context, decide));
      },

      async *lookupMovies(requests) {
        for await (const { id } of requests) yield encodeLookup(id, catalog.get(id));
      },

      async *watchMovies(request, context) {
        try {
          yield* watchMovies(catalog, request, options.watchCheckpoint, context.signal);
        } catch (error) {
          throw toMovieError(error, context);
        }
      },
    },
    { endless: ['watchMovies'] },
  );
}

function decideUpdate(update: UpdateRequest, before: Movie | undefined): Decision<v1.UpdateMovieResponse> {
  const { id, etag, allowMissing } = update;
  checkEtag(id, etag, before);
  if (!before && !allowMissing) throw movieNotFound(id);
  const after = update.apply(before);
  const unchanged = before !== undefined && sameMovie(before, after);
  return { changes: unchanged ? [] : [{ id, before, after }], result: { movie: toMessage(after) } };
}

/** AIP-154: an etag that was given must be that of the movie as it is. */
function checkEtag(id: string, etag: string, movie: Movie | undefined): void {
  if (etag !== '' && (!movie || etagOf(movie) !== etag)) throw etagMismatch(id);
}
