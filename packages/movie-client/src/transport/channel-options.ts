import type { ClientOptions } from '@grpc/grpc-js';
import { RETRY_POLICY } from './retry-policy.js';
import type { Target } from './target.js';

/** Our server ends a page at 4 MB. One that doesn't may send 1,000 movies of the largest size, which are about 20 MB. */
const MAX_RECEIVE_BYTES = 32 * 1024 * 1024;

/** With HTTP/2's default of 64 KiB, a large page waits for a round trip every 64 KiB. */
const FLOW_CONTROL_WINDOW_BYTES = 4 * 1024 * 1024;

/** Has room for the largest request. grpc-js takes ever longer for each message of an import that it still keeps. */
const RETRY_BUFFER_BYTES = 32 * 1024;

/** Notices within 40 s that the server's machine is gone. */
const KEEPALIVE = { 'grpc.keepalive_time_ms': 30_000, 'grpc.keepalive_timeout_ms': 10_000 };

/**
 * How grpc-js connects to a target.
 *
 * @param serverName the name that the server's certificate must have; undefined for the target's host
 */
export function channelOptions({ isLoopback, isMany }: Target, serverName: string | undefined): ClientOptions {
  // A host with an IPv4 and an IPv6 address is still one server, so only targets that mean several get round robin.
  const balancing = isMany ? [{ round_robin: {} }] : [{ pick_first: {} }];
  return {
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: balancing, ...RETRY_POLICY }),
    'grpc.max_receive_message_length': MAX_RECEIVE_BYTES,
    'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    'grpc.per_rpc_retry_buffer_size': RETRY_BUFFER_BYTES,
    // A waiting client finds a restarted server within a second.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 1_000,
    ...KEEPALIVE,
    // Calls to this machine don't go through a web proxy of the environment.
    ...(isLoopback && { 'grpc.enable_http_proxy': 0 }),
    ...(serverName && { 'grpc.default_authority': serverName }),
  };
}
