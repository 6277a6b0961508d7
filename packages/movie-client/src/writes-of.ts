import { createMovie, deleteMany, deleteMovie, revertCommit, updateMany, updateMovie } from './calls/write-movies.js';
import type { MovieClient } from './movie-client.js';
import { checkChanges, checkNewMovie } from './movie-fields.js';
import { checkCallOptions } from './option-checks.js';
import { checkSelection } from './query-checks.js';
import type { Servers } from './transport/servers.js';
import { text } from './value-checks.js';

/** The calls that change the catalog with one request. Each checks what it is given first. */
export type Writes = Pick<MovieClient, 'create' | 'update' | 'delete' | 'updateMany' | 'deleteMany' | 'revert'>;

/**
 * The writes of a client.
 *
 * @param timeoutMs the client's `timeoutMs`
 */
export function writesOf(servers: Servers, timeoutMs: number): Writes {
  return {
    create: async (movie, options = {}) => {
      checkNewMovie(movie);
      checkCallOptions(options, 'call');
      return await createMovie(servers, movie, options, timeoutMs);
    },
    update: async (id, changes, options = {}) => {
      text(id, 'id');
      checkChanges(changes, id);
      checkCallOptions(options, 'write');
      return await updateMovie(servers, id, changes, options, timeoutMs);
    },
    delete: async (id, options = {}) => {
      text(id, 'id');
      checkCallOptions(options, 'write');
      return await deleteMovie(servers, id, options, timeoutMs);
    },
    updateMany: async (selection, changes, options = {}) => {
      checkSelection(selection);
      checkChanges(changes);
      checkCallOptions(options, 'batch');
      return await updateMany(servers, selection, changes, options, timeoutMs);
    },
    deleteMany: async (selection, options = {}) => {
      checkSelection(selection);
      checkCallOptions(options, 'batch');
      return await deleteMany(servers, selection, options, timeoutMs);
    },
    revert: async (revision, options = {}) => {
      text(revision, 'revision');
      checkCallOptions(options, 'revert');
      return await revertCommit(servers, revision, options, timeoutMs);
    },
  };
}
