import { v1 } from 'movie-proto';
import { callSettings } from './call-options.js';
import { checked, hasMovie, movieOf } from './calls/contract.js';
import { listMovies, listPage } from './calls/list-movies.js';
import { searchMovies, summarizeMovies } from './calls/search-movies.js';
import { watchMovies } from './calls/watch-movies.js';
import type { MovieClient } from './movie-client.js';
import { checkCallOptions } from './option-checks.js';
import { checkQuery, filter } from './query-checks.js';
import type { Servers } from './transport/servers.js';
import { text } from './value-checks.js';

/** The calls that read the catalog. Each checks what it is given first. */
export type Reads = Pick<MovieClient, 'get' | 'list' | 'listPage' | 'search' | 'summarize' | 'watch'>;

/**
 * The reads of a client.
 *
 * @param timeoutMs the client's `timeoutMs`
 */
export function readsOf(servers: Servers, timeoutMs: number): Reads {
  return {
    get: async (id, options = {}) => {
      text(id, 'id');
      checkCallOptions(options, 'call');
      const method = checked(v1.MovieServiceService.getMovie, hasMovie(id));
      return movieOf(await servers.unary(method, { id }, callSettings(options, timeoutMs)));
    },
    list: (query = {}, options = {}) => {
      checkQuery(query);
      checkCallOptions(options, 'page');
      return listMovies(servers, query, options, timeoutMs);
    },
    listPage: async (query = {}, options = {}) => {
      checkQuery(query);
      checkCallOptions(options, 'page');
      return await listPage(servers, query, options, timeoutMs);
    },
    search: async (words, options = {}) => {
      text(words, 'words');
      checkCallOptions(options, 'search');
      return await searchMovies(servers, words, options, timeoutMs);
    },
    summarize: async (conditions = {}, options = {}) => {
      filter(conditions, '');
      checkCallOptions(options, 'summary');
      return await summarizeMovies(servers, conditions, options, timeoutMs);
    },
    watch: (options = {}) => {
      checkCallOptions(options, 'watch');
      return watchMovies(servers, options, timeoutMs);
    },
  };
}
