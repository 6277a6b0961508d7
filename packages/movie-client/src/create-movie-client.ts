import { Metadata } from '@grpc/grpc-js';
import { health } from 'grpc-proto';
import { MovieService, v1 } from 'movie-proto';
import { type CallOptions, callSettings } from './call-options.js';
import { checked, hasMovie, NO_MOVIE, otherId } from './calls/contract.js';
import { importMovies } from './calls/import-movies.js';
import { listMovies, listPage } from './calls/list-movies.js';
import { listServices } from './calls/list-services.js';
import { lookupMovies } from './calls/lookup-movies.js';
import { watchMovies } from './calls/watch-movies.js';
import { type CheckedOptions, checkOptions, type MovieClientOptions } from './client-options.js';
import type { Movie } from './movie.js';
import type { HealthStatus, MovieClient } from './movie-client.js';
import { toMask, toMovie } from './movie-messages.js';
import { channelOptions } from './transport/channel-options.js';
import { Connection } from './transport/connection.js';
import { DialedCredentials } from './transport/dialed-credentials.js';
import { Servers } from './transport/servers.js';
import type { Target } from './transport/target.js';

/**
 * A client of one server or several. It connects with its first call.
 *
 * @throws TypeError or RangeError if an option is invalid or contradicts another; the message says what to do
 */
export function createMovieClient(options: MovieClientOptions): MovieClient {
  const checked = checkOptions(options);
  return clientOf(serversOf(checked), checked.timeoutMs, checked.streamTimeoutMs);
}

function serversOf({ targets, secureContext, serverName, token }: CheckedOptions): Servers {
  const metadata = async () => {
    const metadata = new Metadata();
    const bearer = await token();
    if (bearer !== undefined) metadata.set('authorization', `Bearer ${bearer}`);
    return metadata;
  };
  const connectionTo = (target: Target) => {
    const tls = secureContext && { secureContext, serverName: serverName ?? target.host };
    const credentials = new DialedCredentials(tls);
    return new Connection(target, {
      credentials,
      channelOptions: channelOptions(target, serverName),
      metadata,
    });
  };
  return new Servers(targets.map(connectionTo));
}

function clientOf(servers: Servers, timeoutMs: number, streamTimeoutMs: number): MovieClient {
  const service = v1.MovieServiceService;
  const settings = (options: CallOptions = {}) => callSettings(options, timeoutMs);
  const close = () => servers.close();
  return {
    get: async (id, options) =>
      movieOf(await servers.unary(checked(service.getMovie, hasMovie(id)), { id }, settings(options))),
    list: (query = {}, options = {}) => listMovies(servers, query, options, timeoutMs),
    listPage: (query = {}, options = {}) => listPage(servers, query, options, timeoutMs),
    search: async (query, { limit = 0, ...options } = {}) => {
      const method = checked(service.searchMovies, ({ results }) => results.map(hasMovie('')).find(Boolean));
      const { results } = await servers.unary(method, { query, limit }, settings(options));
      return results.map((result) => ({ movie: movieOf(result), score: result.score }));
    },
    create: async ({ id = '', ...fields }, options) => {
      const method = checked(service.createMovie, hasMovie(id));
      return movieOf(await servers.unary(method, { movie: toMovie(id, fields) }, settings(options)));
    },
    update: async (id, changes, { etag, allowMissing = false, ...options } = {}) => {
      const request = { movie: toMovie(id, changes, etag), updateMask: toMask(changes), allowMissing };
      return movieOf(await servers.unary(checked(service.updateMovie, hasMovie(id)), request, settings(options)));
    },
    delete: async (id, { etag = '', allowMissing = false, ...options } = {}) => {
      await servers.unary(service.deleteMovie, { id, etag, allowMissing }, settings(options));
    },
    import: (movies, options = {}) => importMovies(servers, movies, options, streamTimeoutMs),
    lookup: (ids, options = {}) => lookupMovies(servers, ids, callSettings(options, streamTimeoutMs)),
    watch: (options = {}) => watchMovies(servers, options, timeoutMs),
    getMovieById: (id, options) => {
      const method = checked(MovieService.getMovieById, (movie) => otherId(movie, id));
      return servers.unary(method, { id }, settings(options));
    },
    getListMovies: (options) => servers.readStream(MovieService.getListMovies, {}, settings(options)),
    health: async (name = '', options) => {
      const { status } = await servers.unary(health.HealthService.check, { service: name }, settings(options));
      return healthStatus(status);
    },
    services: (options) => listServices(servers, settings(options)),
    close,
    [Symbol.dispose]: close,
  };
}

/** The movie of a response that was checked: on the wire any message can be missing. */
function movieOf({ movie }: { readonly movie: Movie | undefined }): Movie {
  if (movie) return movie;
  throw new Error(NO_MOVIE);
}

const HEALTH_STATUSES: readonly HealthStatus[] = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** A number that this version doesn't know is UNKNOWN. */
function healthStatus(status: health.HealthCheckResponse_ServingStatus): HealthStatus {
  return HEALTH_STATUSES.find((name) => health.HealthCheckResponse_ServingStatus[name] === status) ?? 'UNKNOWN';
}
