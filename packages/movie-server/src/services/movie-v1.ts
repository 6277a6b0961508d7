import { boundRequests, defineService, type Service } from 'grpc-host';
import { type Decision, etagOf, type Movie, sameMovie } from 'movie-catalog';
import { v1 } from 'movie-proto';
import { fittingPage } from './fitting-page.js';
import { type ImportContext, importMovies } from './import-movies.js';
import { readListRequest } from './list-request.js';
import { etagMismatch, movieAlreadyExists, movieNotFound, toMovieError } from './movie-errors.js';
import { toMessage } from './movie-messages.js';
import { checkId, readCreateRequest, readSearchRequest } from './movie-requests.js';
import { readUpdateRequest, type UpdateRequest } from './update-request.js';
import { type WatchOptions, watchMovies } from './watch-movies.js';

/** What the service needs. */
export interface MovieServiceOptions extends WatchOptions, ImportContext {}

/** `movie.v1.MovieService`: reads, searches, changes and watches the catalog. */
export function movieServiceV1(options: MovieServiceOptions): Service {
  const { catalog, encoder } = options;
  return defineService(
    boundRequests(v1.MovieServiceService),
    {
      getMovie({ id }) {
        checkId(id);
        const movie = catalog.get(id);
        if (!movie) throw movieNotFound(id);
        return encoder.getResponse(movie);
      },

      async listMovies(request, { signal, peer }) {
        const { query, nextPageToken } = readListRequest(request);
        const { movies, next, total } = fittingPage(await catalog.list(query, { signal, caller: peer }));
        return encoder.listResponse(movies, { nextPageToken: next ? nextPageToken(next) : '', totalSize: total });
      },

      async searchMovies(request, { signal, peer }) {
        const { words, limit } = readSearchRequest(request);
        const { found, droppedWords } = await catalog.search(words, { limit }, { signal, caller: peer });
        const results = found.map(({ movie, score }) => ({ movie: toMessage(movie), score }));
        return { results, droppedWords: [...droppedWords] };
      },

      async createMovie(request) {
        const movie = readCreateRequest(request);
        const { result } = await catalog.write(({ get }) => {
          if (get(movie.id)) throw movieAlreadyExists(movie.id);
          return { changes: [{ id: movie.id, after: movie }], result: { movie: toMessage(movie), revision: '' } };
        });
        return result;
      },

      async updateMovie(request) {
        const update = readUpdateRequest(request);
        return (await catalog.write(({ get }) => decideUpdate(update, get(update.id)))).result;
      },

      async deleteMovie(request) {
        checkId(request.id);
        return (await catalog.write(({ get }) => decideDelete(request, get(request.id)))).result;
      },

      summarizeMovies: () => Promise.reject(new Error('TODO')),
      batchUpdateMovies: () => Promise.reject(new Error('TODO')),
      batchDeleteMovies: () => Promise.reject(new Error('TODO')),
      revertCommit: () => Promise.reject(new Error('TODO')),

      importMovies: (requests) => importMovies(requests, options),

      async *lookupMovies(requests) {
        for await (const { id } of requests) yield encoder.lookupResponse(id, catalog.get(id));
      },

      watchMovies: (request, { signal }) => watchMovies(request, options, signal),
    },
    { longLived: ['watchMovies'], mapError: toMovieError },
  );
}

function decideUpdate(update: UpdateRequest, current: Movie | undefined): Decision<v1.UpdateMovieResponse> {
  const { id, etag, allowMissing } = update;
  if (!current && !allowMissing) throw movieNotFound(id);
  checkEtag(id, etag, current);
  const after = update.apply(current);
  const isSame = current !== undefined && sameMovie(current, after);
  return { changes: isSame ? [] : [{ id, after }], result: { movie: toMessage(after), revision: '' } };
}

function decideDelete(
  { id, etag, allowMissing }: v1.DeleteMovieRequest,
  current: Movie | undefined,
): Decision<v1.DeleteMovieResponse> {
  if (!current && !allowMissing) throw movieNotFound(id);
  if (!current) return { changes: [], result: { revision: '' } };
  checkEtag(id, etag, current);
  return { changes: [{ id, after: undefined }], result: { revision: '' } };
}

/** AIP-154: an etag that was given must be that of the movie as it is. */
function checkEtag(id: string, etag: string, movie: Movie | undefined): void {
  if (etag !== '' && (!movie || etagOf(movie) !== etag)) throw etagMismatch(id);
}
