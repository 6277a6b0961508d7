import { boundRequests, defineService, type Service } from 'grpc-host';
import { v1 } from 'movie-proto';
import { readBatchDelete, readBatchUpdate } from './batch-writes.js';
import { commitOrValidate, commitWrite } from './commit-write.js';
import { type ImportContext, importMovies } from './import-movies.js';
import { readListRequest } from './list-request.js';
import { movieNotFound, toMovieError } from './movie-errors.js';
import { toMessage, toSummary } from './movie-messages.js';
import { checkId, readCreateRequest, readSearchRequest, readSummarizeRequest } from './movie-requests.js';
import { revertCommit } from './revert-commit.js';
import { decideCreate, decideDelete, decideUpdate } from './single-writes.js';
import { readUpdateRequest } from './update-request.js';
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
        const page = await catalog.list(query, { signal, caller: peer });
        const movies = encoder.pageMovies(page.parts);
        const next = page.nextAfter(movies.count);
        return encoder.listResponse(movies, { nextPageToken: next ? nextPageToken(next) : '', totalSize: page.total });
      },

      async searchMovies(request, { signal, peer }) {
        const { words, query } = readSearchRequest(request);
        const { found, droppedWords } = await catalog.search(words, query, { signal, caller: peer });
        // Encoded only for their sizes: each is beside its score, not in a list of movies.
        const fitting = encoder.fitting(found.map(({ movie }) => movie));
        const results = found.slice(0, fitting).map(({ movie, score }) => ({ movie: toMessage(movie), score }));
        return { results, droppedWords: [...droppedWords] };
      },

      async summarizeMovies(request, { signal, peer }) {
        return toSummary(await catalog.summarize(readSummarizeRequest(request), { signal, caller: peer }));
      },

      async createMovie(request) {
        const movie = readCreateRequest(request);
        return commitWrite(catalog, ({ get }) => decideCreate(movie, get));
      },

      async updateMovie(request) {
        const update = readUpdateRequest(request);
        return commitWrite(catalog, ({ get }) => decideUpdate(update, get));
      },

      async deleteMovie(request) {
        checkId(request.id);
        return commitWrite(catalog, ({ get }) => decideDelete(request, get));
      },

      async batchUpdateMovies(request) {
        return commitOrValidate(catalog, request.validateOnly, readBatchUpdate(request));
      },

      async batchDeleteMovies(request) {
        return commitOrValidate(catalog, request.validateOnly, readBatchDelete(request));
      },

      revertCommit: (request) => revertCommit(request, catalog),

      importMovies: (requests, { signal }) => importMovies(requests, options, signal),

      async *lookupMovies(requests) {
        for await (const { id } of requests) yield encoder.lookupResponse(id, catalog.get(id));
      },

      watchMovies: (request, { signal }) => watchMovies(request, options, signal),
    },
    { longLived: ['watchMovies'], mapError: toMovieError },
  );
}
