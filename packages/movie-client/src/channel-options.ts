import type { ClientOptions } from '@grpc/grpc-js';
import { health, MovieService, v1 } from 'movie-proto';
import type { Target } from './target.js';

/** A page of 1,000 movies, each as large as a movie can be, is some 20 MB. */
const MAX_RECEIVE_BYTES = 32 * 1024 * 1024;

/** With HTTP/2's default of 64 KiB a page waits for a round trip every 64 KiB. */
const FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;

/** Soon enough to notice that a server's machine is gone, seldom enough to cost nothing. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 30_000, 'grpc.keepalive_timeout_ms': 10_000 };

/**
 * The calls that change nothing, so that making one twice does no harm. Writes are not here: of a write whose answer was
 * lost nobody knows whether it was done, and its repetition could undo a change made since. What never left this machine
 * grpc-js sends again by itself, a write too. Watches are not here because they resume by themselves.
 */
const READS = [
  MovieService.getMovieById,
  MovieService.getListMovies,
  v1.MovieServiceService.getMovie,
  v1.MovieServiceService.listMovies,
  v1.MovieServiceService.searchMovies,
  health.HealthService.check,
];

const SERVICE_CONFIG = {
  methodConfig: [
    {
      name: READS.map(({ path }) => {
        const [, service, method] = path.split('/');
        return { service, method };
      }),
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.1s',
        maxBackoff: '1s',
        backoffMultiplier: 3,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};

/**
 * How grpc-js is to connect to a target.
 *
 * @param serverName the name that the server's certificate must have; undefined if it is the target's host
 */
export function channelOptions({ isLoopback, isMany }: Target, serverName: string | undefined): ClientOptions {
  // A host with an IPv4 and an IPv6 address is one server all the same, unless the target says that it stands for many.
  const balancing = isMany ? [{ round_robin: {} }] : [{ pick_first: {} }];
  return {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: balancing, ...SERVICE_CONFIG }),
    'grpc.max_receive_message_length': MAX_RECEIVE_BYTES,
    'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    // After a restart of the server, a client that waits finds it again within a second.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 1_000,
    ...KEEPALIVE,
    // A proxy for the web has no business between us and this machine.
    ...(isLoopback && { 'grpc.enable_http_proxy': 0 }),
    ...(serverName && { 'grpc.ssl_target_name_override': serverName, 'grpc.default_authority': serverName }),
  };
}
