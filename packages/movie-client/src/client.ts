import { Metadata } from '@grpc/grpc-js';
import { health, MovieService, v1 } from 'movie-proto';
import { type CallOptions, callSettings } from './call-options.js';
import { channelOptions } from './channel-options.js';
import { checkOptions, type MovieClientOptions } from './client-options.js';
import { Connection } from './connection.js';
import { importMovies } from './import-movies.js';
import { listMovies, listPage } from './list-movies.js';
import { lookupMovies } from './lookup-movies.js';
import type { HealthStatus, MovieClient } from './movie-client.js';
import { type Movie, toMask, toMovie } from './movie-input.js';
import { Servers } from './servers.js';
import { listServices } from './services.js';
import type { Target } from './target.js';
import { watchMovies } from './watch-movies.js';

/**
 * A client of one server or several. It connects with its first call.
 *
 * @throws TypeError or RangeError for options that are wrong; the message says what to do
 */
export function createMovieClient(options: MovieClientOptions): MovieClient {
  const { targets, credentials, serverName, token, timeoutMs, streamTimeoutMs } = checkOptions(options);
  const metadata = async () => {
    const metadata = new Metadata();
    const bearer = await token();
    if (bearer !== undefined) metadata.set('authorization', `Bearer ${bearer}`);
    return metadata;
  };
  const connect = (target: Target) =>
    new Connection(target.address, { credentials, channelOptions: channelOptions(target, serverName), metadata });
  return clientOf(new Servers(targets.map(connect)), timeoutMs, streamTimeoutMs);
}

function clientOf(servers: Servers, timeoutMs: number, streamTimeoutMs: number): MovieClient {
  const service = v1.MovieServiceService;
  const within = (options: CallOptions = {}) => callSettings(options, timeoutMs);
  const withinLong = (options: CallOptions = {}) => callSettings(options, streamTimeoutMs);
  const close = () => servers.close();
  return {
    get: async (id, options) => present(await servers.read(service.getMovie, { id }, within(options))),
    list: (query = {}, options = {}) => listMovies(servers, query, options, timeoutMs),
    listPage: (query = {}, options = {}) => listPage(servers, query, options, timeoutMs),
    search: async (query, { limit = 0, ...options } = {}) => {
      const { results } = await servers.read(service.searchMovies, { query, limit }, within(options));
      return results.map((result) => ({ movie: present(result), score: result.score }));
    },
    create: async ({ id = '', ...fields }, options) =>
      present(await servers.write(service.createMovie, { movie: toMovie(id, fields) }, within(options))),
    update: async (id, changes, { etag, allowMissing = false, ...options } = {}) => {
      const request = { movie: toMovie(id, changes, etag), updateMask: toMask(changes), allowMissing };
      return present(await servers.write(service.updateMovie, request, within(options)));
    },
    delete: async (id, { etag = '', allowMissing = false, ...options } = {}) => {
      await servers.write(service.deleteMovie, { id, etag, allowMissing }, within(options));
    },
    import: (movies, options = {}) => importMovies(servers, movies, options, streamTimeoutMs),
    lookup: (ids, options) => lookupMovies(servers, ids, withinLong(options)),
    watch: (options = {}) => watchMovies(servers, options),
    getMovieById: (id, options) => servers.read(MovieService.getMovieById, { id }, within(options)),
    getListMovies: (options) => servers.readStream(MovieService.getListMovies, {}, within(options)),
    health: async (name = '', options) => {
      const { status } = await servers.read(health.HealthService.check, { service: name }, within(options));
      return healthStatus(status);
    },
    services: (options) => listServices(servers, within(options)),
    close,
    [Symbol.dispose]: close,
  };
}

/** The contract says that these responses have a movie; on the wire any message may be left out. */
function present({ movie }: { readonly movie: Movie | undefined }): Movie {
  if (movie) return movie;
  throw new TypeError('The server answered without a movie, against its contract. Is it a movie server?');
}

const HEALTH_STATUSES: readonly HealthStatus[] = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** A number that this version doesn't know says as little as UNKNOWN. */
function healthStatus(status: health.HealthCheckResponse_ServingStatus): HealthStatus {
  return HEALTH_STATUSES.find((name) => health.HealthCheckResponse_ServingStatus[name] === status) ?? 'UNKNOWN';
}
