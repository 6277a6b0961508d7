import { type MethodDefinition, status } from '@grpc/grpc-js';
import type { Movie } from '../movie.js';
import { BROKEN_CONTRACT, clientError, type MovieError } from '../movie-error.js';

/**
 * The same method, whose calls fail with a MovieError if a response has a problem.
 *
 * @param problemOf what is wrong with a response; undefined if nothing is
 */
export function checked<Request, Response>(
  method: MethodDefinition<Request, Response>,
  problemOf: (response: Response) => string | undefined,
): MethodDefinition<Request, Response> {
  const responseDeserialize = (bytes: Buffer) => {
    const response = method.responseDeserialize(bytes);
    const problem = problemOf(response);
    // grpc-js cancels the call, and its error has this message.
    if (problem !== undefined) throw new Error(problem);
    return response;
  };
  return { ...method, responseDeserialize };
}

/** The error for a problem that shows only in several responses. */
export function brokenContract(problem: string, { path }: { readonly path: string }, address: string): MovieError {
  return clientError(status.INTERNAL, `${BROKEN_CONTRACT}${problem}`, { method: path, address });
}

const NO_MOVIE = 'the response has no movie. Is this a movie server?';

/** The check of a response that must have the movie with this id, or any movie if the id is empty. */
export function hasMovie(id: string) {
  return ({ movie }: { readonly movie: Movie | undefined }): string | undefined => {
    if (!movie) return NO_MOVIE;
    return id === '' ? undefined : otherId(movie, id);
  };
}

/** What is wrong with a movie that must have this id; undefined if nothing is. */
export function otherId(movie: { readonly id: string }, id: string): string | undefined {
  if (movie.id === id) return undefined;
  return `the response is for the id ${JSON.stringify(movie.id)} instead of ${JSON.stringify(id)}.`;
}

/** The movie of a response that was checked: on the wire any message can be missing. */
export function movieOf({ movie }: { readonly movie: Movie | undefined }): Movie {
  if (movie) return movie;
  throw new Error(NO_MOVIE);
}

/**
 * What is wrong with the counts of a write; undefined if nothing is.
 *
 * @param expected their sum; undefined if any will do
 */
export function countsProblem(counts: readonly number[], expected: number | undefined): string | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const isSum = expected === undefined || total === expected;
  if (isSum && counts.every((count) => count >= 0)) return undefined;
  return `it reports ${counts.join(' + ')} movies${expected === undefined ? '' : ` instead of ${expected}`}. Check what was changed.`;
}
