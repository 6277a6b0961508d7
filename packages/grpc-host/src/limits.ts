/**
 * How much callers may use. Sizes are in bytes and times in milliseconds. 0 means "no limit" only where the comment says
 * so.
 */
export interface HostLimits {
  /** How many connections there may be at a time; one more is closed at once. */
  readonly maxConnections: number;
  /** How long a new connection may take to start HTTP, and then to confirm the server's settings. */
  readonly handshakeTimeout: number;
  /** The most calls in progress on one connection. */
  readonly maxConcurrentStreams: number;
  /** The largest message accepted. */
  readonly maxMessageSize: number;
  /** The most metadata a call may bring. */
  readonly maxMetadataSize: number;
  /** The most memory HTTP/2 may hold for one connection. */
  readonly maxSessionMemory: number;
  /** The longest a call with one response may take, whatever its deadline; 0: no limit. */
  readonly maxCallDuration: number;
  /** A connection without a call for this long is closed; 0: never. */
  readonly maxConnectionIdle: number;
  /** A connection this old is closed, so that callers spread over servers again; 0: never. */
  readonly maxConnectionAge: number;
  /** How long the calls on such a connection may continue. */
  readonly maxConnectionAgeGrace: number;
  /** How often to ping a silent connection to see whether the other end is still there; 0: never. */
  readonly keepaliveTime: number;
  /** How long the other end may take to answer the ping. */
  readonly keepaliveTimeout: number;
}

/** The longest that a timer of Node takes, in milliseconds: 24 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** The longest list of headers that Node's HTTP/2 decodes, by default. */
const MIN_HEADER_LIST_BYTES = 64 * 1024;

/** What a list of headers has beside the metadata: gRPC's own headers, and 32 bytes for each of at most 128. */
const HEADER_LIST_OVERHEAD_BYTES = 8 * 1024;

/** How long a list of headers may be that has so much metadata in it, in bytes. */
export function headerListBytes(maxMetadataSize: number): number {
  return Math.max(MIN_HEADER_LIST_BYTES, maxMetadataSize + HEADER_LIST_OVERHEAD_BYTES);
}

/** The limits of a host that is given none. */
export const DEFAULT_LIMITS: HostLimits = {
  maxConnections: 1_000,
  handshakeTimeout: 5_000,
  maxConcurrentStreams: 100,
  maxMessageSize: 4 * 2 ** 20,
  maxMetadataSize: 16 * 2 ** 10,
  maxSessionMemory: 32 * 2 ** 20,
  maxCallDuration: 60_000,
  maxConnectionIdle: 15 * 60_000,
  maxConnectionAge: 60 * 60_000,
  maxConnectionAgeGrace: 60_000,
  keepaliveTime: 60_000,
  keepaliveTimeout: 20_000,
};
