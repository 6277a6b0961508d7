import { InterceptingCall, type Interceptor, type Metadata, status } from '@grpc/grpc-js';
import type { Attributes } from '@opentelemetry/api';
import { openTelemetry } from './open-telemetry.js';
import type { Target } from './target.js';

const SETTER = { set: (metadata: Metadata, key: string, value: string) => metadata.set(key, value) };

/**
 * One span for each call, by OpenTelemetry's conventions for RPC 1.45. The server learns of it (W3C `traceparent`), so
 * that its own span is below. Does nothing until the process has set up an OpenTelemetry SDK, because only then is there
 * a propagator.
 *
 * @param target of the calls
 */
export function traceCalls(target: Target): Interceptor {
  const server = serverAttributes(target);
  return (options, nextCall) => {
    const api = openTelemetry();
    if (!api || api.propagation.fields().length === 0) return new InterceptingCall(nextCall(options));
    const { context, propagation, SpanKind, SpanStatusCode, trace } = api;
    const method = options.method_definition.path.slice(1);
    const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': method, ...server };
    const span = trace.getTracer('movie-client').startSpan(method, { kind: SpanKind.CLIENT, attributes });
    const spanContext = trace.setSpan(context.active(), span);
    return new InterceptingCall(nextCall(options), {
      start(metadata, _listener, next) {
        propagation.inject(spanContext, metadata, SETTER);
        next(metadata, {
          onReceiveStatus(outcome, nextStatus) {
            const { code, details } = outcome;
            span.setAttribute('rpc.status_code', status[code]);
            if (code !== status.OK) {
              span.setAttribute('error.type', status[code]);
              span.setStatus({ code: SpanStatusCode.ERROR, message: details });
            }
            span.end();
            nextStatus(outcome);
          },
        });
      },
    });
  };
}

/** The server of a target: one server has a port; several, or a socket, have a name as a whole. */
export function serverAttributes({ address, host, port, socketPath }: Target): Attributes {
  if (port === undefined) return { 'server.address': socketPath ?? address };
  return { 'server.address': host, 'server.port': port };
}
