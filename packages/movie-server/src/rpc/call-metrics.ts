import { status } from '@grpc/grpc-js';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { CallObserver, ServerCall } from './server-call.js';
import type { Method } from './service.js';

const METHOD_LABELS = ['grpc_type', 'grpc_service', 'grpc_method'] as const;

/** Counts calls by the names and labels of go-grpc-prometheus, which dashboards for gRPC servers are made for. */
export function measureCalls(registry: Registry): CallObserver {
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const started = counter('grpc_server_started_total', 'Calls started.', METHOD_LABELS);
  const handled = counter('grpc_server_handled_total', 'Calls ended, by code.', [...METHOD_LABELS, 'grpc_code']);
  const received = counter('grpc_server_msg_received_total', 'Messages received.', METHOD_LABELS);
  const sent = counter('grpc_server_msg_sent_total', 'Messages sent.', METHOD_LABELS);
  const handling = new Histogram({
    name: 'grpc_server_handling_seconds',
    help: 'How long calls took, in seconds.',
    labelNames: METHOD_LABELS,
    registers: [registry],
  });

  // Looking up a metric's labels costs more than the count, so each method's are looked up once.
  const bind = ({ method }: ServerCall) => {
    const labels = [typeOf(method), method.service, method.name] as const;
    const handledBy = new Map<status, Counter.Internal>();
    return {
      started: started.labels(...labels),
      received: received.labels(...labels),
      sent: sent.labels(...labels),
      handling: handling.labels(...labels),
      handled(code: status) {
        const known = handledBy.get(code) ?? handled.labels(...labels, codeName(code));
        handledBy.set(code, known);
        return known;
      },
    };
  };
  const bound = new Map<Method, ReturnType<typeof bind>>();
  const of = (call: ServerCall) => {
    const known = bound.get(call.method) ?? bind(call);
    bound.set(call.method, known);
    return known;
  };

  return {
    started: (call) => of(call).started.inc(),
    ended(call, outcome) {
      const metrics = of(call);
      metrics.received.inc(outcome.received);
      metrics.sent.inc(outcome.sent);
      metrics.handled(outcome.code).inc();
      metrics.handling.observe(outcome.durationMs / 1000);
    },
  };
}

function typeOf({ requestStream, responseStream }: Method): string {
  if (requestStream) return responseStream ? 'bidi_stream' : 'client_stream';
  return responseStream ? 'server_stream' : 'unary';
}

/** `NotFound` for NOT_FOUND, as Go writes it. */
function codeName(code: status): string {
  if (code === status.OK) return 'OK';
  if (code === status.CANCELLED) return 'Canceled';
  return status[code]
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_match, _underscore, letter: string) => letter.toUpperCase());
}
