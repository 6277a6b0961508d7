import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { errorDetails, Status, v1 } from 'movie-proto';

/**
 * grpc-js keeps what was sent for a retry, up to a megabyte a call, and copies all of it at each message; until then it
 * holds nobody back. With less, 100,000 messages take a quarter of the time.
 */
export const CALLER_OPTIONS = { 'grpc.per_rpc_retry_buffer_size': 16_384 };

type Part<Message extends { create(base: never): unknown }> = Parameters<Message['create']>[0];
type Done<Response> = (error: ServiceError | null, response: Response) => void;

/** The metadata of a caller who has a token, or none. */
export function withToken(token?: string): Metadata {
  const metadata = new Metadata();
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`);
  return metadata;
}

/** The unary calls of `movie.v1` as promises; requests need only the fields that matter. */
export function movieCalls(client: v1.MovieServiceClient, metadata = new Metadata()) {
  return {
    get: (id: string) => promised<v1.GetMovieResponse>((done) => client.getMovie({ id }, metadata, done)),
    list: (request: Part<typeof v1.ListMoviesRequest> = {}) =>
      promised<v1.ListMoviesResponse>((done) =>
        client.listMovies(v1.ListMoviesRequest.create(request), metadata, done),
      ),
    search: (request: Part<typeof v1.SearchMoviesRequest>) =>
      promised<v1.SearchMoviesResponse>((done) =>
        client.searchMovies(v1.SearchMoviesRequest.create(request), metadata, done),
      ),
    create: (movie: Part<typeof v1.Movie>) =>
      promised<v1.CreateMovieResponse>((done) =>
        client.createMovie(v1.CreateMovieRequest.create({ movie }), metadata, done),
      ),
    update: (request: Part<typeof v1.UpdateMovieRequest>) =>
      promised<v1.UpdateMovieResponse>((done) =>
        client.updateMovie(v1.UpdateMovieRequest.create(request), metadata, done),
      ),
    delete: (request: Part<typeof v1.DeleteMovieRequest>) =>
      promised<v1.DeleteMovieResponse>((done) =>
        client.deleteMovie(v1.DeleteMovieRequest.create(request), metadata, done),
      ),
    /** Sends these requests in turn, as fast as the server takes them. */
    importAll: (requests: Iterable<v1.ImportMoviesRequest>) =>
      promised<v1.ImportMoviesResponse>((done) => {
        const call = client.importMovies(metadata, done);
        // What the call came to is in `done`; what can't be sent any more is not wanted.
        call.on('error', () => {});
        void sendAll(requests, call);
      }),
  };
}

/** What a call came to, if not to a response. */
export function promised<Response>(start: (done: Done<Response>) => void): Promise<Response> {
  return new Promise((resolve, reject) => start((error, response) => (error ? reject(error) : resolve(response))));
}

/** The requests of an import. */
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

export function movieRecord(movie: Part<typeof v1.Movie>): v1.ImportMoviesRequest {
  return { request: { $case: 'movie', value: v1.Movie.create(movie) } };
}

export function importCount(count: number): v1.ImportMoviesRequest {
  return { request: { $case: 'count', value: count } };
}

interface Writable<Request> {
  write(request: Request): boolean;
  once(event: 'drain', listener: () => void): unknown;
  end(): void;
  readonly destroyed: boolean;
}

/** Sends requests no faster than they are taken, and says that there are no more. */
export async function sendAll<Request>(requests: Iterable<Request>, call: Writable<Request>): Promise<void> {
  for (const request of requests) {
    if (call.destroyed) return;
    if (!call.write(request)) await new Promise<void>((resolve) => call.once('drain', resolve));
  }
  call.end();
}

/** How a call failed, as far as tests ask. */
export interface Failure {
  /** `NOT_FOUND`. */
  readonly code: string;
  readonly message: string;
  /** Of the ErrorInfo. */
  readonly reason: string;
  /** Of the BadRequest: each as `field description`. */
  readonly violations: readonly string[];
  /** Of the ResourceInfo. */
  readonly resource: string;
}

/** How a call failed; an error if it did not. */
export async function failureOf(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isServiceError(error)) throw new Error('The call did not fail, or not by a status.', { cause: error });
  return readFailure(error);
}

function readFailure({ code, details: message, metadata }: ServiceError): Failure {
  const [bytes] = metadata.get('grpc-status-details-bin');
  const { details } = Status.decode(bytes instanceof Buffer ? bytes : Buffer.alloc(0));
  const find = (name: string) => details.find(({ typeUrl }) => typeUrl.endsWith(`.${name}`))?.value ?? Buffer.alloc(0);
  const { fieldViolations } = errorDetails.BadRequest.decode(find('BadRequest'));
  return {
    code: status[code] ?? '',
    message,
    reason: errorDetails.ErrorInfo.decode(find('ErrorInfo')).reason,
    violations: fieldViolations.map(({ field, description }) => `${field} ${description}`),
    resource: errorDetails.ResourceInfo.decode(find('ResourceInfo')).resourceName,
  };
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'metadata' in error && error.metadata instanceof Metadata;
}
