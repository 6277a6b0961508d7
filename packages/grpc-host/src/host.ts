import { type Logger, pino } from 'pino';
import type { CallObserver, Guard } from './call-observer.js';
import { createDispatcher, type Dispatcher } from './dispatcher.js';
import { DEFAULT_LIMITS, type HostLimits } from './limits.js';
import { formatAddress, withoutBrackets } from './listener/address.js';
import { listen, type OpenListener } from './listener/listen.js';
import type { Listener } from './listener/listen-at-each.js';
import type { Doors } from './listener/preface-gate.js';
import type { TlsFiles } from './listener/tls-files.js';
import type { TrustedProxies } from './listener/trusted-proxies.js';
import { measureDurations } from './observers/call-duration.js';
import { logCalls } from './observers/call-log.js';
import { traceCalls } from './observers/call-trace.js';
import type { HostMetrics } from './observers/host-metrics.js';
import type { MetricValues } from './observers/metrics.js';
import type { ProgramMetric } from './observers/program-metrics.js';
import type { Service } from './service.js';
import { allDescriptors } from './services/all-descriptors.js';
import { createHealth, type Health } from './services/health.js';
import { reflectionServices } from './services/reflection.js';
import type { WebOptions } from './web/web-options.js';
import type { WebParts } from './web/web-server.js';

/** What a host needs. Only `services` is required. */
export interface HostOptions {
  readonly services: readonly Service[];
  /**
   * The contracts of the services for reflection, as the bytes of a google.protobuf.FileDescriptorSet. Without them,
   * reflection knows only the names of the services.
   */
  readonly descriptors?: Uint8Array | undefined;
  /** A name, an address or `unix:PATH`; the host listens at every address of a name. Default: `localhost`. */
  readonly host?: string | undefined;
  /** The addresses of `host`, from `resolveHost`. Default: the host finds them. */
  readonly addresses?: readonly string[] | undefined;
  /** The permissions of a Unix socket. Default: 0o600, only this user may connect. */
  readonly socketMode?: number | undefined;
  /** Default: 0, which takes a free one. */
  readonly port?: number | undefined;
  /** What accepts connections. Default: the host listens at its address. */
  readonly openListener?: OpenListener | undefined;
  /** The proxies whose `x-forwarded-for` is believed. Default: none. */
  readonly trustedProxies?: TrustedProxies | undefined;
  /** Default: connections are in plain text. The files are reloaded when they change. */
  readonly tls?: TlsFiles | undefined;
  /** Serves gRPC-Web, Connect and pages on the same port; needs `descriptors`. Default: only gRPC is served. */
  readonly web?: WebOptions | undefined;
  /** Limits that are left out are those of `DEFAULT_LIMITS`. */
  readonly limits?: Partial<HostLimits> | undefined;
  /** Decides which calls of `services` are served; health and reflection are open to all. Default: every call. */
  readonly guard?: Guard | undefined;
  /** Default: nothing is logged. */
  readonly log?: Logger | undefined;
  /** The level of the line for a call that succeeds. Default: `info`. */
  readonly callLogLevel?: 'info' | 'debug' | undefined;
  /** The name of the OpenTelemetry tracer and meter. Default: `grpc-host`. */
  readonly tracerName?: string | undefined;
  /** Where to serve Prometheus metrics, on loopback only; 0 takes a free port. Default: nowhere. */
  readonly metricsPort?: number | undefined;
  /** Whether to measure for `readMetrics`, also if no metrics are served. Default: false. */
  readonly collectMetrics?: boolean | undefined;
  /** What the names of the host's metrics begin with. Default: `grpc_server`, as dashboards expect. */
  readonly metricsPrefix?: string | undefined;
  /** Numbers of the program that the metrics serve, too. Default: none. */
  readonly programMetrics?: readonly ProgramMetric[] | undefined;
  /** What else should see every call, besides the log, the traces and the metrics. */
  readonly observers?: readonly CallObserver[] | undefined;
}

/** A host that is listening. `await using` cuts off what is in progress and closes it. */
export interface Host extends AsyncDisposable {
  /** Where it is, as clients take it: `localhost:3001`, `[::1]:3001` or `unix:PATH`. */
  readonly address: string;
  /** 0 on a Unix socket. */
  readonly port: number;
  /** The port of the metrics, if they are served. */
  readonly metricsPort: number | undefined;
  /** The metrics now, for the process that serves those of several; empty if they aren't measured. */
  readMetrics(): Promise<MetricValues>;
  /**
   * Shuts the host down: health becomes NOT_SERVING, new calls are refused, long-lived streams end, other calls finish.
   *
   * @param graceMs how long those calls may take, in milliseconds, before they are cut off
   */
  close(graceMs: number): Promise<void>;
}

/**
 * Serves services, with health (`grpc.health.v1`) and reflection beside them.
 *
 * @throws Error with the system's `code` if it can't listen there: EADDRINUSE, EACCES, ENOTFOUND
 * @throws SocketError if it can't listen on the Unix socket
 * @throws TlsError if the TLS files can't be used
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { services, port = 0, addresses, socketMode = 0o600, openListener, tls, guard, web } = options;
  const { log = pino({ level: 'silent' }) } = options;
  const host = withoutBrackets(options.host ?? 'localhost');
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const names = services.map(({ name }) => name);
  const health = createHealth(names);
  const reflection = reflectionServices(options.descriptors, [...services, health.service]);
  const metrics = await metricsOf(options);
  const dispatcher = createDispatcher({
    guarded: services,
    open: [health.service, ...reflection],
    servedDuringShutdown: health.service.name,
    guard,
    log,
    proxies: options.trustedProxies,
    observers: observersOf(options, log, metrics),
    limits,
    openWeb:
      web &&
      ((methods, calls) =>
        openWeb(
          { methods, services: names, calls, limits, web, host, isServing: health.isServing },
          options.descriptors,
        )),
  });
  try {
    const where = { host, port, addresses, socketMode, openListener };
    const listener = await listen({ ...where, tls, limits, log }, doorsOf(dispatcher), dispatcher.closeDead);
    return hostOf({ address: formatAddress(host, listener.port), health, listener, dispatcher, metrics, log });
  } catch (error) {
    await dispatcher.close(0);
    metrics?.close();
    throw error;
  }
}

/** Loaded when it is needed: most hosts of gRPC never are, and the libraries take as long as the rest of a start. */
async function openWeb(parts: Omit<WebParts, 'descriptors'>, descriptors: Uint8Array | undefined) {
  const { createWebServer } = await import('./web/web-server.js');
  return createWebServer({ ...parts, descriptors: allDescriptors(descriptors) });
}

async function metricsOf(options: HostOptions): Promise<HostMetrics | undefined> {
  const { metricsPort: port, collectMetrics = false, metricsPrefix: prefix, programMetrics } = options;
  if (port === undefined && !collectMetrics) return undefined;
  // Loaded only if they are measured: prom-client takes a tenth of the time of a start.
  const { measureHost } = await import('./observers/host-metrics.js');
  return await measureHost({ prefix, programMetrics }, port);
}

function observersOf(options: HostOptions, log: Logger, metrics: HostMetrics | undefined): CallObserver[] {
  const { callLogLevel = 'info', tracerName = 'grpc-host', observers = [] } = options;
  const all = [logCalls(log, callLogLevel), traceCalls(tracerName), measureDurations(tracerName), ...observers];
  return metrics ? [...all, metrics.observer] : all;
}

function doorsOf({ serve, web }: Dispatcher): Doors {
  return { http2: serve, http1: web?.http1.serve, anyHttp: web?.http2.serve };
}

interface HostParts {
  readonly address: string;
  readonly health: Health;
  readonly listener: Listener;
  readonly dispatcher: Dispatcher;
  readonly metrics: HostMetrics | undefined;
  readonly log: Logger;
}

function hostOf({ address, health, listener, dispatcher, metrics, log }: HostParts): Host {
  const close = async (graceMs: number) => {
    health.shutDown();
    log.info(`Health is NOT_SERVING; new calls are refused; calls in progress have ${graceMs / 1000} s.`);
    listener.close();
    const cut = await dispatcher.close(graceMs);
    if (cut > 0) log.warn({ calls: cut }, `${cut} calls were cut off.`);
    metrics?.close();
  };
  const readMetrics = async () => (await metrics?.read()) ?? [];
  const { port } = listener;
  return { address, port, metricsPort: metrics?.port, readMetrics, close, [Symbol.asyncDispose]: () => close(0) };
}
