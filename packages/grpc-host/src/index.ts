export { boundRequests } from './bounded-requests.js';
export type { CallContext, CallLog } from './call-context.js';
export type { CallObserver, CallOutcome, Endpoint, Guard, ObservedCall } from './call-observer.js';
export type { Protocol } from './call-transport.js';
export { defineErrors, type ErrorMaker, type ErrorReason, type ErrorReasons } from './errors.js';
export { type Host, type HostOptions, startHost } from './host.js';
export { HOST_ERROR_REASONS, notImplemented } from './host-errors.js';
export { DEFAULT_LIMITS, type HostLimits } from './limits.js';
export { formatAddress, isLoopback, resolveHost, socketPathOf, withoutBrackets } from './listener/address.js';
export { type ListenAddress, listenAt, type OpenListener } from './listener/listen.js';
export type { Listener } from './listener/listen-at-each.js';
export { SocketError } from './listener/listen-at-socket.js';
export { TlsError, type TlsFiles } from './listener/tls-files.js';
export { TrustedProxies } from './listener/trusted-proxies.js';
export { createLog, isPretty, LOG_LEVELS, type Log, type LogFormat, type LogLevel } from './log.js';
export { messageOf } from './message-of.js';
export type { MetricValues } from './observers/metrics.js';
export type { MetricsEndpoint } from './observers/metrics-endpoint.js';
export type { ProgramMetric } from './observers/program-metrics.js';
export { requireRegularFile } from './regular-file.js';
export {
  type ErrorCode,
  type FailedPrecondition,
  type FieldViolation,
  RpcError,
  type RpcErrorOptions,
} from './rpc-error.js';
export {
  defineService,
  type ErrorMapper,
  type Handler,
  type Handlers,
  type Method,
  type Reply,
  type Service,
  type ServiceOptions,
} from './service.js';
export { watchFiles } from './watch-files.js';
export type { ApiInfo } from './web/openapi.js';
export type { StaticFile, StaticFiles } from './web/static-files.js';
export type { WebOptions } from './web/web-options.js';
