import { type Client, Metadata, type MethodDefinition } from '@grpc/grpc-js';
import { v1 } from 'movie-proto';
import { ask, failure, metadataOf, upload } from 'test-kit';

type Part<Message extends { create(base: never): unknown }> = Parameters<Message['create']>[0];

/** The metadata of a caller with a token. */
export function withToken(token: string): Metadata {
  return metadataOf({ authorization: `Bearer ${token}` });
}

/** The calls of `movie.v1` that have one response; requests need only the fields that matter. */
export function movieCalls(client: Client, metadata = new Metadata()) {
  const { getMovie, listMovies, searchMovies, summarizeMovies } = v1.MovieServiceService;
  const { createMovie, updateMovie, deleteMovie, importMovies } = v1.MovieServiceService;
  const { batchUpdateMovies, batchDeleteMovies, revertCommit } = v1.MovieServiceService;
  const call = async <Request, Response>(method: MethodDefinition<Request, Response>, request: Request) =>
    (await ask(client, method, request, metadata)).response;
  return {
    get: (id: string) => call(getMovie, { id }),
    list: (request: Part<typeof v1.ListMoviesRequest> = {}) => call(listMovies, v1.ListMoviesRequest.create(request)),
    search: (request: Part<typeof v1.SearchMoviesRequest>) =>
      call(searchMovies, v1.SearchMoviesRequest.create(request)),
    summarize: (request: Part<typeof v1.SummarizeMoviesRequest> = {}) =>
      call(summarizeMovies, v1.SummarizeMoviesRequest.create(request)),
    create: (movie: Part<typeof v1.Movie>) => call(createMovie, v1.CreateMovieRequest.create({ movie })),
    update: (request: Part<typeof v1.UpdateMovieRequest>) => call(updateMovie, v1.UpdateMovieRequest.create(request)),
    delete: (request: Part<typeof v1.DeleteMovieRequest>) => call(deleteMovie, v1.DeleteMovieRequest.create(request)),
    batchUpdate: (request: Part<typeof v1.BatchUpdateMoviesRequest>) =>
      call(batchUpdateMovies, v1.BatchUpdateMoviesRequest.create(request)),
    batchDelete: (request: Part<typeof v1.BatchDeleteMoviesRequest>) =>
      call(batchDeleteMovies, v1.BatchDeleteMoviesRequest.create(request)),
    revert: (revision: string, validateOnly = false) => call(revertCommit, { revision, validateOnly }),
    /** Sends these requests, as fast as the server takes them. */
    importAll: async (requests: Iterable<v1.ImportMoviesRequest>): Promise<v1.ImportMoviesResponse> => {
      const { call, response } = upload(client, importMovies, metadata);
      void sendAll(requests, call);
      return (await response) ?? v1.ImportMoviesResponse.create();
    },
  };
}

/** The rules that a call's request breaks, each as `field description`. */
export async function violationsOf(call: Promise<unknown> | AsyncIterable<unknown>): Promise<string[]> {
  const { reason, violations } = await failure(call);
  if (reason !== 'INVALID_REQUEST') throw new Error(`The call failed for another reason: ${reason}.`);
  return violations.map(({ field, description }) => `${field} ${description}`);
}

/** The requests of an import: its options, the movies, and how many there are. */
export function importOf(
  movies: Iterable<Part<typeof v1.Movie>>,
  options: Part<typeof v1.ImportOptions> = {},
  count?: number,
): v1.ImportMoviesRequest[] {
  const records = Array.from(movies, (movie) => movieRecord(movie));
  return [importOptions(options), ...records, importCount(count ?? records.length)];
}

export function importOptions(options: Part<typeof v1.ImportOptions> = {}): v1.ImportMoviesRequest {
  return { request: { $case: 'options', value: v1.ImportOptions.create(options) } };
}

/** @param updateMask what the record brings; all fields by default */
export function movieRecord(movie: Part<typeof v1.Movie>, updateMask?: string[]): v1.ImportMoviesRequest {
  return { request: { $case: 'record', value: v1.ImportRecord.create({ movie, updateMask }) } };
}

export function importCount(count: number): v1.ImportMoviesRequest {
  return { request: { $case: 'count', value: count } };
}

interface Writable<Request> {
  write(request: Request): boolean;
  on(event: 'drain' | 'close', listener: () => void): unknown;
  end(): void;
  readonly destroyed: boolean;
}

/** Sends requests no faster than they are taken, and then ends the stream. */
async function sendAll<Request>(requests: Iterable<Request>, call: Writable<Request>): Promise<void> {
  let goOn = () => {};
  call.on('drain', () => goOn());
  call.on('close', () => goOn());
  for (const request of requests) {
    if (call.destroyed) return;
    if (!call.write(request)) {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
    }
  }
  call.end();
}
