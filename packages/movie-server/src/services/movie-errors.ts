import { RpcError } from '../rpc/rpc-error.js';

/** NOT_FOUND for a movie's id. */
export function movieNotFound(id: string): RpcError {
  const resource = { type: 'movie.v1.Movie', name: id };
  return new RpcError('MOVIE_NOT_FOUND', `No movie has the id ${JSON.stringify(id)}.`, { resource, metadata: { id } });
}
