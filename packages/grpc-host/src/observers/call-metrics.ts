import { status } from '@grpc/grpc-js';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { CallObserver, ObservedCall } from '../call-observer.js';
import type { Method } from '../service.js';

const METHOD_LABELS = ['grpc_type', 'grpc_service', 'grpc_method'] as const;

/** How many durations wait at most. */
const BATCH = 256;

/** What was counted of one method. */
interface MethodCounts {
  readonly labels: Readonly<Record<(typeof METHOD_LABELS)[number], string>>;
  readonly handling: Histogram.Internal<string>;
  /** In seconds, not yet in `handling`: one by one they would take several times as long. */
  readonly durations: number[];
  started: number;
  received: number;
  sent: number;
  /** By code. */
  readonly handled: number[];
}

/**
 * Counts calls by the names and labels of go-grpc-prometheus, which the usual dashboards for gRPC servers expect.
 *
 * Calls are counted in plain numbers, which Prometheus gets when it asks: prom-client's own counters would cost several
 * times as much for each call.
 *
 * @param prefix what the names of the metrics begin with
 */
export function measureCalls(registry: Registry, prefix: string): CallObserver {
  const methods = new Map<Method, MethodCounts>();
  registerCounters(registry, prefix, () => methods.values());
  const handling = new Histogram({
    name: `${prefix}_handling_seconds`,
    help: 'How long calls took, in seconds.',
    labelNames: METHOD_LABELS,
    registers: [registry],
    collect() {
      for (const counts of methods.values()) observeDurations(counts);
    },
  });

  const add = (method: Method): MethodCounts => {
    const labels = { grpc_type: typeOf(method), grpc_service: method.service, grpc_method: method.name };
    const counts = {
      labels,
      handling: handling.labels(labels),
      durations: [],
      started: 0,
      received: 0,
      sent: 0,
      handled: [],
    };
    methods.set(method, counts);
    return counts;
  };
  const of = ({ method }: ObservedCall) => methods.get(method) ?? add(method);

  return {
    started(call) {
      of(call).started += 1;
    },
    ended(call, { code, durationMs, received, sent }) {
      const counts = of(call);
      counts.received += received;
      counts.sent += sent;
      counts.handled[code] = (counts.handled[code] ?? 0) + 1;
      counts.durations.push(durationMs / 1000);
      if (counts.durations.length >= BATCH) observeDurations(counts);
    },
  };
}

function observeDurations({ handling, durations }: MethodCounts): void {
  for (const seconds of durations) handling.observe(seconds);
  durations.length = 0;
}

/** Registers the counters, which read their numbers when Prometheus asks. */
function registerCounters(registry: Registry, prefix: string, methods: () => Iterable<MethodCounts>): void {
  const add = (name: string, help: string, read: (counts: MethodCounts) => number) => {
    const collect = function (this: Counter) {
      this.reset();
      for (const counts of methods()) this.inc(counts.labels, read(counts));
    };
    new Counter({ name: `${prefix}_${name}`, help, labelNames: METHOD_LABELS, registers: [registry], collect });
  };
  add('started_total', 'Calls started.', ({ started }) => started);
  add('msg_received_total', 'Messages received.', ({ received }) => received);
  add('msg_sent_total', 'Messages sent.', ({ sent }) => sent);
  new Counter({
    name: `${prefix}_handled_total`,
    help: 'Calls ended, by code.',
    labelNames: [...METHOD_LABELS, 'grpc_code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, handled } of methods()) {
        handled.forEach((count, code) => {
          this.inc({ ...labels, grpc_code: codeName(code) }, count);
        });
      }
    },
  });
}

function typeOf({ requestStream, responseStream }: Method): string {
  if (requestStream) return responseStream ? 'bidi_stream' : 'client_stream';
  return responseStream ? 'server_stream' : 'unary';
}

/** `NotFound` for NOT_FOUND, as Go spells it. */
function codeName(code: status): string {
  if (code === status.OK) return 'OK';
  if (code === status.CANCELLED) return 'Canceled';
  return status[code]
    .toLowerCase()
    .replace(/(^|_)([a-z])/g, (_match, _underscore, letter: string) => letter.toUpperCase());
}
