import { status } from '@grpc/grpc-js';
import type { Attributes, Context, Span } from '@opentelemetry/api';
import type { CallObserver, ObservedCall } from '../call-observer.js';
import { type OpenTelemetry, openTelemetry } from './open-telemetry.js';
import { isServerFault, methodAttributes, originalAttributes, outcomeAttributes, spanName } from './rpc-attributes.js';

const GETTER = {
  get: (call: ObservedCall, key: string) => call.metadata.get(key).map(String),
  keys: (call: ObservedCall) => Object.keys(call.metadata.getMap()),
};

/**
 * One span for each call, below the caller's (W3C `traceparent`), by OpenTelemetry's conventions for RPC. Does nothing
 * until the process has set up an OpenTelemetry SDK, because only then is there a propagator.
 */
export function traceCalls(tracerName: string): CallObserver {
  const spans = new WeakMap<ObservedCall, { api: OpenTelemetry; span: Span; context: Context }>();
  return {
    started(call) {
      const api = openTelemetry();
      if (!api || api.propagation.fields().length === 0) return;
      const { context, propagation, SpanKind, trace } = api;
      const parent = propagation.extract(context.active(), call, GETTER);
      const attributes = {
        ...methodAttributes(call.method, call.protocol),
        ...originalAttributes(call),
        ...callerAttributes(call),
      };
      const options = { kind: SpanKind.SERVER, attributes };
      const span = trace.getTracer(tracerName).startSpan(spanName(call.method), options, parent);
      spans.set(call, { api, span, context: trace.setSpan(parent, span) });
    },
    wrap(call, serve) {
      const traced = spans.get(call);
      if (traced) traced.api.context.with(traced.context, serve);
      else serve();
    },
    ended(call, { code }) {
      const traced = spans.get(call);
      if (!traced) return;
      const { api, span } = traced;
      span.setAttributes(outcomeAttributes(code));
      if (isServerFault(code)) span.setStatus({ code: api.SpanStatusCode.ERROR, message: status[code] });
      span.end();
    },
  };
}

/** Who calls, by the conventions: a proxy is the peer, and the caller behind it the client. */
function callerAttributes({ remote, forwardedFor }: ObservedCall): Attributes {
  return {
    ...(remote
      ? { 'network.peer.address': remote.address, 'network.peer.port': remote.port }
      : { 'network.transport': 'unix' }),
    ...(forwardedFor !== undefined && { 'client.address': forwardedFor }),
  };
}
