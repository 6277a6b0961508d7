import type { HostLimits, HostOptions, TlsFiles } from 'grpc-host';
import type { Options } from './options.js';

/** The options that are for the host, as it takes them. */
export function hostOptions(
  options: Options,
): Required<
  Pick<HostOptions, 'host' | 'port' | 'socketMode' | 'trustedProxies' | 'tls' | 'web' | 'limits' | 'metricsPort'>
> {
  const { host, port, socketMode, trustedProxies, metricsPort } = options;
  const web = options.web ? { hosts: options.webHost, origins: options.webOrigin } : undefined;
  const limits = hostLimits(options);
  return { host, port, socketMode, trustedProxies, tls: tlsFiles(options), web, limits, metricsPort };
}

function tlsFiles({ tlsCert: cert, tlsKey: key, tlsClientCa: clientCa }: Options): TlsFiles | undefined {
  if (cert === undefined || key === undefined) return undefined;
  return clientCa === undefined ? { cert, key } : { cert, key, clientCa };
}

/** A limit that the host gains is missing here, and the compiler says so. */
function hostLimits(options: Options): HostLimits {
  return {
    maxConnections: options.maxConnections,
    handshakeTimeout: options.handshakeTimeout,
    maxConcurrentStreams: options.maxConcurrentStreams,
    maxMessageSize: options.maxMessageSize,
    maxMetadataSize: options.maxMetadataSize,
    maxSessionMemory: options.maxSessionMemory,
    maxCallDuration: options.maxCallDuration,
    maxConnectionIdle: options.maxConnectionIdle,
    maxConnectionAge: options.maxConnectionAge,
    maxConnectionAgeGrace: options.maxConnectionAgeGrace,
    keepaliveTime: options.keepaliveTime,
    keepaliveTimeout: options.keepaliveTimeout,
  };
}
