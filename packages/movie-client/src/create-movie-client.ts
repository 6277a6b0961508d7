import { Metadata } from '@grpc/grpc-js';
import { health } from 'grpc-proto';
import { MovieService } from 'movie-proto';
import { type CallOptions, callSettings } from './call-options.js';
import { checked, otherId } from './calls/contract.js';
import { importMovies } from './calls/import-movies.js';
import { listServices } from './calls/list-services.js';
import { lookupMovies } from './calls/lookup-movies.js';
import { type CheckedOptions, checkOptions, type MovieClientOptions } from './client-options.js';
import type { HealthStatus, MovieClient } from './movie-client.js';
import { checkCallOptions } from './option-checks.js';
import { readsOf } from './reads-of.js';
import { channelOptions } from './transport/channel-options.js';
import { Connection } from './transport/connection.js';
import { DialedCredentials } from './transport/dialed-credentials.js';
import { Servers } from './transport/servers.js';
import type { Target } from './transport/target.js';
import { text } from './value-checks.js';
import { writesOf } from './writes-of.js';

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
  const settings = (options: CallOptions) => callSettings(options, timeoutMs);
  const close = () => servers.close();
  return {
    ...readsOf(servers, timeoutMs),
    ...writesOf(servers, timeoutMs),
    import: async (movies, options = {}) => {
      checkCallOptions(options, 'import');
      return await importMovies(servers, movies, options, streamTimeoutMs);
    },
    lookup: (ids, options = {}) => {
      checkCallOptions(options, 'call');
      return lookupMovies(servers, ids, callSettings(options, streamTimeoutMs));
    },
    getMovieById: async (id, options = {}) => {
      text(id, 'id');
      checkCallOptions(options, 'call');
      const method = checked(MovieService.getMovieById, (movie) => otherId(movie, id));
      return await servers.unary(method, { id }, settings(options));
    },
    getListMovies: (options = {}) => {
      checkCallOptions(options, 'call');
      return servers.readStream(MovieService.getListMovies, {}, settings(options));
    },
    health: async (name = '', options = {}) => {
      text(name, 'service');
      checkCallOptions(options, 'call');
      const { status } = await servers.unary(health.HealthService.check, { service: name }, settings(options));
      return healthStatus(status);
    },
    services: async (options = {}) => {
      checkCallOptions(options, 'call');
      return await listServices(servers, settings(options));
    },
    close,
    [Symbol.dispose]: close,
  };
}

const HEALTH_STATUSES: readonly HealthStatus[] = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** A number that this version doesn't know is UNKNOWN. */
function healthStatus(status: health.HealthCheckResponse_ServingStatus): HealthStatus {
  return HEALTH_STATUSES.find((name) => health.HealthCheckResponse_ServingStatus[name] === status) ?? 'UNKNOWN';
}
